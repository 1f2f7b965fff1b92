package dev.tutti.device;

import dev.tutti.device.round.AnnouncementCheck;
import dev.tutti.device.round.Noticeboard;
import dev.tutti.device.update.JoinCheck;
import dev.tutti.device.update.PendingUpdates;
import dev.tutti.device.update.Receipts;
import dev.tutti.device.update.UpdateMasker;
import dev.tutti.device.update.UpdateUpload;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What every run of one client works with; wired once, never changed.
 *
 * @param board what is known of models and rounds
 * @param training trains
 * @param announcementCheck checks on a round by itself
 * @param joinCheck checks on a round and an update together
 * @param masker masks once
 * @param upload sends what was stored
 * @param pending what earlier runs left
 * @param receipts what became of what was sent
 * @param executor short steps
 * @param trainingExecutor training
 * @param clock wall clock
 * @param patience how long a run waits for a model and a round together
 * @param receiptWait how long a run waits for its receipt; zero not to wait
 */
record RunParts(
        Noticeboard board,
        TrainingStep training,
        AnnouncementCheck announcementCheck,
        JoinCheck joinCheck,
        UpdateMasker masker,
        UpdateUpload upload,
        PendingUpdates pending,
        Receipts receipts,
        Executor executor,
        Executor trainingExecutor,
        Clock clock,
        Duration patience,
        Duration receiptWait) {}
