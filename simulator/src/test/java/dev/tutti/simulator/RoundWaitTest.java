package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundWaitTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    @Test
    void roundsOfOthersGiveNoMoreTime() throws Exception {
        AtomicInteger others = new AtomicInteger();
        AtomicInteger ticks = new AtomicInteger();
        RoundWait<String> wait = new RoundWait<>(
                patience -> {
                    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                    // An end, so that a wait without one fails here instead of going on.
                    assertThat(others.incrementAndGet()).isLessThan(100);
                    return Optional.of("other");
                },
                TEN_SECONDS,
                nanos::get);

        assertThat(wait.first("own"::equals, ticks::incrementAndGet)).isEmpty();

        assertThat(others).hasValue(10);
        assertThat(ticks).hasValue(10);
    }

    @Test
    void theFirstWantedRoundEndsTheWait() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        RoundWait<Integer> wait =
                new RoundWait<>(patience -> Optional.of(rounds.incrementAndGet()), TEN_SECONDS, nanos::get);

        assertThat(wait.first(round -> round == 3, () -> {})).contains(3);
    }
}
