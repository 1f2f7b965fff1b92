package dev.tutti.simulator.fleet;

import dev.tutti.device.AssignmentState;
import dev.tutti.device.Participation;
import dev.tutti.device.RetryWindow;
import dev.tutti.device.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * What one device did about each round. A run is booked under the round its update went to, which may be a later one than
 * the round it was begun for: a device that trained too long for one round takes the next, and is ahead from then on.
 */
final class Attempts {
    private static final RunResult WENT_LATER = new RunResult(
            AssignmentState.TRAINED,
            Attempt.WENT_LATER,
            Optional.empty(),
            RetryWindow.after(Instant.EPOCH, Duration.ZERO),
            0);

    private final Map<Long, Attempt> byRound = new ConcurrentHashMap<>();

    /** One run of the device, begun for a round. Whether it trained is known before the round it trained for is. */
    static final class Run {
        private final long begunFor;
        private volatile boolean trained;

        Run(long begunFor) {
            this.begunFor = begunFor;
        }

        long begunFor() {
            return begunFor;
        }

        /** Notes that its training has ended. */
        void hasTrained() {
            trained = true;
        }

        boolean trained() {
            return trained;
        }
    }

    /** The device has heard of a round. It may have done something about it already. */
    void heardOf(long round) {
        byRound.putIfAbsent(round, Attempt.BEGUN);
    }

    /** A run's update has left for a round. */
    void left(Run run, long round) {
        book(run, round, attempt -> attempt);
        missed(run, round);
    }

    /**
     * A run is over.
     *
     * @return whether it only sent what an earlier, interrupted run had left: the device is free for its round now
     */
    boolean over(Run run, RunResult result) {
        Optional<Long> joined = result.participation().map(Participation::round).map(round -> round.round());
        if (joined.isEmpty()) {
            // A round that an earlier run took part in stays as that run left it.
            book(run, run.begunFor, attempt -> attempt.isOver() ? attempt : attempt.with(result));
            return false;
        }
        long round = joined.get();
        if (run.trained || round >= run.begunFor) {
            book(run, round, attempt -> attempt.with(result));
            missed(run, round);
        }
        return round < run.begunFor;
    }

    /** What the device did about a round. */
    Optional<Attempt> of(long round) {
        return Optional.ofNullable(byRound.get(round));
    }

    /** What the device did about every round so far. */
    Collection<Attempt> all() {
        return byRound.values();
    }

    private void book(Run run, long round, UnaryOperator<Attempt> end) {
        byRound.compute(round, (number, known) -> {
            Attempt attempt = known == null ? Attempt.BEGUN : known;
            return end.apply(run.trained ? attempt.withTraining() : attempt);
        });
    }

    private void missed(Run run, long joined) {
        if (joined > run.begunFor) {
            byRound.computeIfPresent(
                    run.begunFor, (number, attempt) -> attempt.isOver() ? attempt : attempt.with(WENT_LATER));
        }
    }
}
