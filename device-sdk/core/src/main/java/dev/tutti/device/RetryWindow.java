package dev.tutti.device;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a device should come back. Each device draws its own moment inside, so that a fleet does not return all at once.
 *
 * @param earliest not before
 * @param latest not after, unless conditions forbid
 */
public record RetryWindow(Instant earliest, Instant latest) {
    /** Refuses a window that ends before it begins. */
    public RetryWindow {
        if (latest.isBefore(earliest)) {
            throw new IllegalArgumentException("latest: expected not before " + earliest + ", got " + latest);
        }
    }

    /** From {@code delay} to one and a half times {@code delay} after {@code now}. */
    public static RetryWindow after(Instant now, Duration delay) {
        return new RetryWindow(now.plus(delay), now.plus(delay).plus(delay.dividedBy(2)));
    }

    /** A moment inside the window, evenly drawn. */
    public Instant draw(RandomGenerator random) {
        long width = Duration.between(earliest, latest).toMillis();
        return earliest.plusMillis(random.nextLong(width + 1));
    }
}
