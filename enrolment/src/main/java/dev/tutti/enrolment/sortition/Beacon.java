package dev.tutti.enrolment.sortition;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;

/**
 * Public randomness of an epoch.
 *
 * @param epoch which, from 0
 * @param atMillis when its value could first be known, milliseconds since the epoch of clocks
 * @param value unforeseeable until then
 */
public record Beacon(long epoch, long atMillis, Digest value) {
    public Beacon {
        Expect.inRange("epoch", epoch, 0, Long.MAX_VALUE);
        Expect.inRange("atMillis", atMillis, 0, Long.MAX_VALUE);
    }
}
