package dev.tutti.device.update;

import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.store.UpdateState;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What became of updates that were sent. An acceptance counts only when its proof holds; a rejection or a burned round
 * is believed as it is said, because either way the update stays spent. Safe for use by several threads.
 */
public final class Receipts {
    /** Receipts for one update that are logged though they change nothing: nobody fills a disk with what proves nothing. */
    static final int MAX_NOTES = 16;

    private final StateStore store;
    private final EgressLog egress;
    private final Clock clock;
    private final Map<Digest, Integer> notes = new HashMap<>();
    private final Map<Digest, CompletableFuture<Optional<UpdateRecord>>> awaited = new HashMap<>();

    /**
     * @param store the records receipts are about
     * @param egress where a person can read them
     * @param clock time of the log
     */
    public Receipts(StateStore store, EgressLog egress, Clock clock) {
        this.store = store;
        this.egress = egress;
        this.clock = clock;
    }

    /** Notes a receipt; one that is not about an update still in question is dropped. */
    public void receive(Receipt receipt) {
        Optional<UploadId> upload = Fields.upload(receipt.getUploadId());
        Optional<UpdateRecord> record = Fields.digest(receipt.getAnnouncementHash())
                .flatMap(store::record)
                .filter(known -> Optional.of(known.upload()).equals(upload))
                .filter(known -> known.state() == UpdateState.READY || known.state() == UpdateState.SENT);
        if (record.isEmpty()) {
            return;
        }
        switch (receipt.getResult()) {
            case ACCEPTED -> accepted(record.get(), receipt);
            case REJECTED -> end(record.get(), UpdateState.REJECTED, reason(receipt));
            case BURNED -> end(record.get(), UpdateState.BURNED, reason(receipt));
            case UNKNOWN -> note(record.get(), "UNKNOWN");
        }
    }

    /** Notes that a round ended without a sum, whether or not a receipt says so too. */
    public void burned(Digest announcement, String reason) {
        store.record(announcement)
                .filter(known -> known.state() == UpdateState.SENT)
                .ifPresent(known -> end(known, UpdateState.BURNED, reason));
    }

    /** The record for an announcement once it is in a last state; empty after {@code patience}. */
    public CompletableFuture<Optional<UpdateRecord>> await(Digest announcement, Duration patience) {
        CompletableFuture<Optional<UpdateRecord>> future;
        synchronized (awaited) {
            future = awaited.computeIfAbsent(announcement, unused -> new CompletableFuture<>());
        }
        // Looked at after registering, so that a receipt in between is not missed.
        tellIfEnded(announcement);
        return future.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((record, failure) -> forget(announcement));
    }

    private void accepted(UpdateRecord record, Receipt receipt) {
        Optional<FinishedUpdate> update = store.finished(record.announcement());
        if (update.isEmpty()) {
            return;
        }
        Optional<ReceiptCheck.Fault> fault = ReceiptCheck.check(update.get(), receipt);
        if (fault.isPresent()) {
            note(record, "ACCEPTED UNPROVEN " + fault.get().name());
        } else {
            end(record, UpdateState.ACCEPTED, "");
        }
    }

    private void end(UpdateRecord record, UpdateState state, String why) {
        String reason = bounded(why);
        if (store.mark(record.announcement(), state, reason)) {
            log(record, reason.isEmpty() ? state.name() : state.name() + " " + reason);
            tellIfEnded(record.announcement());
        }
    }

    private void note(UpdateRecord record, String result) {
        int noted;
        synchronized (notes) {
            noted = notes.merge(record.announcement(), 1, Integer::sum);
        }
        if (noted <= MAX_NOTES) {
            log(record, result);
        }
    }

    private void log(UpdateRecord record, String result) {
        egress.receipt(
                clock.instant(),
                OpenRound.name(record.round()),
                record.announcement().hex(),
                result);
    }

    private void tellIfEnded(Digest announcement) {
        Optional<UpdateRecord> ended =
                store.record(announcement).filter(record -> record.state().isLast());
        if (ended.isPresent()) {
            CompletableFuture<Optional<UpdateRecord>> future;
            synchronized (awaited) {
                future = awaited.get(announcement);
            }
            if (future != null) {
                future.complete(ended);
            }
        }
    }

    private void forget(Digest announcement) {
        synchronized (awaited) {
            awaited.remove(announcement);
        }
    }

    private static String reason(Receipt receipt) {
        String code = receipt.getReason() == null ? "" : receipt.getReason().name();
        String detail = receipt.getDetail();
        return detail.isEmpty() ? code : code + ": " + detail;
    }

    /** A char takes three bytes of UTF-8 at most, so this always fits a record. */
    private static String bounded(String reason) {
        return reason.substring(0, Math.min(reason.length(), UpdateRecord.MAX_REASON / 3));
    }
}
