package dev.tutti.device.update;

import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.store.UpdateState;
import dev.tutti.secagg.codec.Digest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an earlier run, or an earlier process, left behind. Nothing is ever masked again: an update whose ciphertext is
 * stored can be sent as it is while its round is open, and everything else is given up.
 */
public final class PendingUpdates {
    /** How long after a round closed a receipt may still come. */
    public static final Duration RECEIPT_WAIT = Duration.ofDays(1);

    private final StateStore store;
    private final EgressLog egress;
    private final Clock clock;

    /**
     * @param store what was left behind
     * @param egress told what was given up
     * @param clock says which rounds are over
     */
    public PendingUpdates(StateStore store, EgressLog egress, Clock clock) {
        this.store = store;
        this.egress = egress;
        this.clock = clock;
    }

    /**
     * Gives up whatever can never be sent or answered any more. Call when no update is being masked.
     *
     * @param takesNoUpdates whether the round of an announcement is known to be over
     */
    public void giveUpTheLost(Predicate<Digest> takesNoUpdates) {
        long now = clock.millis();
        for (UpdateRecord record : store.records()) {
            if (record.state() == UpdateState.PREPARING) {
                giveUp(record, "MASKING_CUT_SHORT");
            } else if (record.state() == UpdateState.READY
                    && (now >= record.closesAtMillis() || takesNoUpdates.test(record.announcement()))) {
                giveUp(record, "ROUND_CLOSED");
            } else if (record.state() == UpdateState.SENT && now - RECEIPT_WAIT.toMillis() >= record.closesAtMillis()) {
                giveUp(record, "NO_RECEIPT");
            }
        }
    }

    /** A stored ciphertext that is still to be sent, if there is one. */
    public Optional<FinishedUpdate> unsent() {
        return store.records().stream()
                .filter(record -> record.state() == UpdateState.READY)
                .findFirst()
                .flatMap(record -> store.finished(record.announcement()));
    }

    private void giveUp(UpdateRecord record, String reason) {
        store.mark(record.announcement(), UpdateState.ABANDONED, reason);
        egress.receipt(
                clock.instant(),
                OpenRound.name(record.round()),
                record.announcement().hex(),
                "ABANDONED " + reason);
    }
}
