package dev.tutti.enrolment;

import dev.tutti.secagg.codec.Expect;
import java.time.Duration;

/**
 * How long nonces live, and how many may be outstanding.
 *
 * @param life from being handed out to expiry, 1 second to {@link Nonces#MAX_LIFE}
 * @param capacity nonces remembered at a time, 1 to 10,000,000; each takes about 400 bytes of memory and up to 1 kB of disk
 */
public record NonceSettings(Duration life, int capacity) {
    public NonceSettings {
        Expect.inRange("life in milliseconds", life.toMillis(), 1000, Nonces.MAX_LIFE.toMillis());
        Expect.inRange("capacity", capacity, 1, 10_000_000);
    }
}
