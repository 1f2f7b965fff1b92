package dev.tutti.device.update;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.JoinRefusal;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.StateStore;
import dev.tutti.secagg.statement.Announcement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The checks that bring one update and one round together, the last of protocol.md, "Device, before it masks". The
 * announcement itself is {@link dev.tutti.device.round.AnnouncementCheck}'s step.
 */
public final class JoinCheck {
    private final StateStore store;
    private final PrivacyFloor floor;
    private final Duration uploadTime;
    private final Optional<JoinFault> leftOut;

    /**
     * @param store what was masked before
     * @param floor the least protection to accept
     * @param uploadTime how long an upload may take: a round must be open at least so much longer
     */
    public JoinCheck(StateStore store, PrivacyFloor floor, Duration uploadTime) {
        this(store, floor, uploadTime, Optional.empty());
    }

    private JoinCheck(StateStore store, PrivacyFloor floor, Duration uploadTime, Optional<JoinFault> leftOut) {
        this.store = store;
        this.floor = floor;
        this.uploadTime = uploadTime;
        this.leftOut = leftOut;
    }

    /** All checks but one, so that a test can show what an attacker gains then. */
    static JoinCheck without(JoinFault fault, StateStore store, PrivacyFloor floor, Duration uploadTime) {
        return new JoinCheck(store, floor, uploadTime, Optional.of(fault));
    }

    /** Why no update may join {@code round} now, or empty. */
    public Optional<JoinRefusal> check(OpenRound round, long nowMillis) {
        // 1. Once per announcement, and once per round whatever the attempt or sub-cohort.
        if (store.record(round.hash()).isPresent() || store.isUsed(round.terms().round())) {
            return refusal(JoinFault.ROUND_USED, round.name());
        }
        // 2. Open, with time left.
        long opens = round.terms().window().opensAtMillis();
        long closes = round.terms().window().closesAtMillis();
        if (nowMillis < opens || closes - uploadTime.toMillis() <= nowMillis) {
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
        // 3. Trained on a model that the round takes, with its plan. 4. Not trivial. 5. Not spent elsewhere.
        Stream<Supplier<Optional<JoinRefusal>>> steps = Stream.of(
                () -> base(update, terms),
                () -> plan(update, terms),
                () -> dimension(update, terms),
                () -> norm(update, terms),
                () -> update.isSpentElsewhere(round.hash()) ? refusal(JoinFault.UPDATE_SPENT, "") : Optional.empty());
        return steps.map(Supplier::get)
                .flatMap(Optional::stream)
                .filter(refusal -> !Optional.of(refusal.fault()).equals(leftOut))
                .findFirst();
    }

    private static Optional<JoinRefusal> base(TrainedUpdate update, Announcement terms) {
        return terms.bases().contains(update.base())
                ? Optional.empty()
                : refusal(JoinFault.BASE_NOT_LISTED, "version " + update.base().version());
    }

    private static Optional<JoinRefusal> plan(TrainedUpdate update, Announcement terms) {
        return terms.planDigest().equals(update.planDigest())
                ? Optional.empty()
                : refusal(JoinFault.OTHER_PLAN, "trained with " + update.planDigest());
    }

    private static Optional<JoinRefusal> dimension(TrainedUpdate update, Announcement terms) {
        int trained = update.outcome().delta().length;
        int announced = terms.encoding().dimension();
        return announced == trained
                ? Optional.empty()
                : refusal(JoinFault.OTHER_DIMENSION, "expected " + trained + ", announced " + announced);
    }

    /** Otherwise a crafted model could make all others silent. */
    private Optional<JoinRefusal> norm(TrainedUpdate update, Announcement terms) {
        double least = floor.minUpdateNorm() * terms.encoding().clipNorm();
        return update.norm() >= least
                ? Optional.empty()
                : refusal(JoinFault.TRIVIAL_UPDATE, "expected a norm of at least " + least);
    }

    private static Optional<JoinRefusal> refusal(JoinFault fault, String detail) {
        return Optional.of(new JoinRefusal(fault, detail));
    }
}
