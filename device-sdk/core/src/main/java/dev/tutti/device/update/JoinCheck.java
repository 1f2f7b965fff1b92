package dev.tutti.device.update;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.StateStore;
import dev.tutti.secagg.statement.Announcement;
import java.time.Duration;
import java.util.Optional;

/**
 * The checks that bring one update and one round together, the last of protocol.md, "Device, before it masks". The
 * announcement itself is {@link dev.tutti.device.round.AnnouncementCheck}'s step.
 */
public final class JoinCheck {
    private final StateStore store;
    private final PrivacyFloor floor;
    private final Duration uploadTime;

    /**
     * @param store what was masked before
     * @param floor the least protection to accept
     * @param uploadTime how long an upload may take: a round must be open at least so much longer
     */
    public JoinCheck(StateStore store, PrivacyFloor floor, Duration uploadTime) {
        this.store = store;
        this.floor = floor;
        this.uploadTime = uploadTime;
    }

    /** Why no update may join {@code round} now, or empty. */
    public Optional<JoinRefusal> check(OpenRound round, long nowMillis) {
        // 1. Once per announcement, and once per round whatever the attempt.
        if (store.record(round.hash()).isPresent() || store.isUsed(round.terms().round())) {
            return refusal(JoinFault.ROUND_USED, round.name());
        }
        // 2. Open, with time left.
        long opens = round.terms().window().opensAtMillis();
        long closes = round.terms().window().closesAtMillis();
        if (nowMillis < opens || nowMillis + uploadTime.toMillis() >= closes) {
            return refusal(JoinFault.ROUND_CLOSED, "open from " + opens + " to " + closes + ", now " + nowMillis);
        }
        return Optional.empty();
    }

    /** Why {@code update} may not join {@code round} now, or empty. */
    public Optional<JoinRefusal> check(TrainedUpdate update, OpenRound round, long nowMillis) {
        return check(round, nowMillis).or(() -> fit(update, round));
    }

    private Optional<JoinRefusal> fit(TrainedUpdate update, OpenRound round) {
        Announcement terms = round.terms();
        // 3. Trained on a model that the round takes, with its plan.
        if (!terms.bases().contains(update.base())) {
            return refusal(JoinFault.BASE_NOT_LISTED, "version " + update.base().version());
        }
        if (!terms.planDigest().equals(update.planDigest())) {
            return refusal(JoinFault.OTHER_PLAN, "trained with " + update.planDigest());
        }
        int dimension = update.outcome().delta().length;
        if (terms.encoding().dimension() != dimension) {
            return refusal(
                    JoinFault.OTHER_DIMENSION,
                    "expected " + dimension + ", announced " + terms.encoding().dimension());
        }
        // 4. Not trivial: otherwise a crafted model could make all others silent.
        double least = floor.minUpdateNorm() * terms.encoding().clipNorm();
        if (update.norm() < least) {
            return refusal(JoinFault.TRIVIAL_UPDATE, "expected a norm of at least " + least);
        }
        // 5. Not spent on another announcement.
        return update.isSpentElsewhere(round.hash()) ? refusal(JoinFault.UPDATE_SPENT, "") : Optional.empty();
    }

    private static Optional<JoinRefusal> refusal(JoinFault fault, String detail) {
        return Optional.of(new JoinRefusal(fault, detail));
    }
}
