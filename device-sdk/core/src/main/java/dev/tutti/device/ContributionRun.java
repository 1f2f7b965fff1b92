package dev.tutti.device;

import dev.tutti.device.TrainingStep.Training;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.update.Masking;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.device.update.UploadResult;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.UpdateStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One run, from conditions to receipt: resume what an earlier run left unsent, or train on the newest model, join the
 * round that is open when the update is ready, mask, send, and wait for the receipt. Waiting costs no thread.
 */
final class ContributionRun {
    private final RunParts parts;
    private final Supplier<Conditions> conditions;
    private final long deadlineNanos;
    private final Set<Digest> skipped = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;
    private volatile Optional<CompletableFuture<? extends Optional<?>>> waiting = Optional.empty();
    private volatile Optional<JoinRefusal> lastRefusal = Optional.empty();

    ContributionRun(RunParts parts, Supplier<Conditions> conditions) {
        this.parts = parts;
        this.conditions = conditions;
        this.deadlineNanos = System.nanoTime() + parts.patience().toNanos();
    }

    /** Starts the run on the executors; the future completes exceptionally only if the device's own state is broken. */
    CompletableFuture<RunResult> start() {
        return CompletableFuture.supplyAsync(() -> conditions.get().unmet(), parts.executor())
                .thenCompose(unmet ->
                        unmet.isPresent() ? ended(AssignmentState.NOT_ELIGIBLE, unmet.get()) : resumeOrTrain());
    }

    private CompletableFuture<RunResult> resumeOrTrain() {
        Optional<FinishedUpdate> unsent = unsent();
        return unsent.isPresent() ? upload(unsent.get()) : trainOnNewest();
    }

    /** Ends the run at its next step; nothing more is started. */
    void cancel() {
        cancelled = true;
        waiting.ifPresent(wait -> wait.cancel(false));
    }

    private Optional<FinishedUpdate> unsent() {
        parts.pending().giveUpTheLost(parts.board()::isTakenDown);
        return parts.pending().unsent();
    }

    private CompletableFuture<RunResult> trainOnNewest() {
        return await(parts.board().awaitModel(left()))
                .thenCompose(model ->
                        model.isPresent() ? train(model.get()) : ended(AssignmentState.TIMEOUT, why("NO_MODEL")));
    }

    private CompletableFuture<RunResult> train(SignedModel model) {
        return CompletableFuture.supplyAsync(
                        () -> parts.training().train(model, this::mayGoOn), parts.trainingExecutor())
                .thenCompose(this::trained);
    }

    private CompletableFuture<RunResult> trained(Training training) {
        if (training instanceof Training.Trained done) {
            return join(done.update());
        }
        Training.Failed failed = (Training.Failed) training;
        return ended(failed.state(), failed.reason());
    }

    private CompletableFuture<RunResult> join(TrainedUpdate update) {
        return await(parts.board().awaitRound(round -> isCandidate(update, round), left()))
                .thenComposeAsync(
                        round -> round.isPresent()
                                ? consider(update, round.get())
                                : ended(AssignmentState.TRAINED, why("NO_OPEN_ROUND")),
                        parts.executor());
    }

    /** Of a round with several sub-cohorts the board knows the one that this device drew, and none instead of it. */
    private boolean isCandidate(TrainedUpdate update, OpenRound round) {
        return round.terms().round().task().equals(update.task())
                && !skipped.contains(round.hash())
                && parts.joinCheck().check(round, parts.clock().millis()).isEmpty();
    }

    /** Every check of protocol.md, "Device, before it masks"; on a refusal the update waits for another round. */
    private CompletableFuture<RunResult> consider(TrainedUpdate update, OpenRound round) {
        long now = parts.clock().millis();
        Optional<JoinRefusal> refusal = parts.announcementCheck()
                .check(round, now)
                .or(() -> parts.joinCheck().check(update, round, now));
        if (refusal.isPresent()) {
            lastRefusal = refusal;
            skipped.add(round.hash());
            return refusal.get().fault() == JoinFault.BASE_NOT_LISTED && knowsNewerThan(update)
                    ? retrain()
                    : join(update);
        }
        Optional<String> unmet = conditions.get().unmet();
        if (unmet.isPresent() || cancelled) {
            return ended(AssignmentState.NOT_ELIGIBLE, unmet.orElse("CANCELLED"));
        }
        Masking masking = parts.masker().mask(update, round);
        if (masking instanceof Masking.Masked masked) {
            return upload(masked.update());
        }
        lastRefusal = Optional.of(((Masking.Refused) masking).refusal());
        skipped.add(round.hash());
        return ended(AssignmentState.TRAINED, why("NOT_MASKED"));
    }

    private boolean knowsNewerThan(TrainedUpdate update) {
        return parts.board()
                .newestModel()
                .filter(model -> model.manifest().version() > update.base().version())
                .isPresent();
    }

    /** The model moved on while this device trained; rounds skipped for its old base may take the new one. */
    private CompletableFuture<RunResult> retrain() {
        skipped.clear();
        return trainOnNewest();
    }

    private CompletableFuture<RunResult> upload(FinishedUpdate update) {
        UploadResult sent = parts.upload().send(update);
        UpdateStatement statement = update.signed().statement();
        Participation participation = new Participation(
                statement.announcement(), update.announcement().round(), statement.upload(), statement.base());
        if (sent.interruption().isPresent()) {
            return done(AssignmentState.INTERRUPTED, sent.interruption().get(), participation, sent.bytesOut());
        }
        if (parts.receiptWait().isZero()) {
            return done(AssignmentState.UPLOADED, "", participation, sent.bytesOut());
        }
        return await(parts.receipts().await(statement.announcement(), parts.receiptWait()))
                .thenCompose(record -> done(
                        record.map(ContributionRun::stateOf).orElse(AssignmentState.UPLOADED),
                        record.map(UpdateRecord::reason).orElse("NO_RECEIPT"),
                        participation,
                        sent.bytesOut()));
    }

    private static AssignmentState stateOf(UpdateRecord record) {
        return switch (record.state()) {
            case ACCEPTED -> AssignmentState.ACCEPTED;
            case REJECTED -> record.reason().startsWith("LATE") ? AssignmentState.LATE : AssignmentState.REJECTED;
            case BURNED -> AssignmentState.SPENT;
            case PREPARING, READY, SENT, ABANDONED -> AssignmentState.UPLOADED;
        };
    }

    /** A wait that cancelling the run ends at once, with nothing found. */
    private <T> CompletableFuture<Optional<T>> await(CompletableFuture<Optional<T>> wait) {
        waiting = Optional.of(wait);
        if (cancelled) {
            wait.cancel(false);
        }
        return wait.exceptionally(endedEarly -> Optional.empty());
    }

    private boolean mayGoOn() {
        return !cancelled && conditions.get().unmet().isEmpty();
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    private String why(String otherwise) {
        return cancelled ? "CANCELLED" : lastRefusal.map(JoinRefusal::toString).orElse(otherwise);
    }

    private CompletableFuture<RunResult> ended(AssignmentState state, String reason) {
        return CompletableFuture.completedFuture(new RunResult(state, reason, Optional.empty(), retryWindow(), 0));
    }

    private CompletableFuture<RunResult> done(
            AssignmentState state, String reason, Participation participation, long bytesOut) {
        return CompletableFuture.completedFuture(
                new RunResult(state, reason, Optional.of(participation), retryWindow(), bytesOut));
    }

    private RetryWindow retryWindow() {
        return RetryWindow.after(parts.clock().instant(), FederatedClient.RETRY_AFTER);
    }
}
