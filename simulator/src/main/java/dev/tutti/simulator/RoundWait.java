package dev.tutti.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Waits for the first wanted round of all that are over, so long and no longer: the others give it no more time.
 *
 * @param <T> a round that is over
 */
final class RoundWait<T> {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Where rounds that are over come from. */
    @FunctionalInterface
    interface Source<T> {
        Optional<T> next(Duration patience) throws InterruptedException;
    }

    /** What is done while waiting. */
    @FunctionalInterface
    interface Tick {
        void run() throws TuttiException;
    }

    private final Source<T> source;
    private final Duration most;
    private final LongSupplier nanos;

    /**
     * @param source gives every round that is over, wanted or not
     * @param most how long to wait
     * @param nanos a clock, as {@link System#nanoTime}
     */
    RoundWait(Source<T> source, Duration most, LongSupplier nanos) {
        this.source = source;
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * The first one wanted; empty when none came in time.
     *
     * @param tick called several times a second meanwhile
     */
    Optional<T> first(Predicate<T> wanted, Tick tick) throws TuttiException, InterruptedException {
        long deadline = nanos.getAsLong() + most.toNanos();
        while (nanos.getAsLong() - deadline < 0) {
            Optional<T> round = source.next(POLL).filter(wanted);
            if (round.isPresent()) {
                return round;
            }
            tick.run();
        }
        return Optional.empty();
    }
}
