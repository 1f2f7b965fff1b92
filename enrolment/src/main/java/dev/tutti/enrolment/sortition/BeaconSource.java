package dev.tutti.enrolment.sortition;

import java.util.Optional;

/**
 * Where beacons come from: a public source outside the operator's control, whose values the implementation has verified
 * with a pinned key. Safe for use by several threads.
 */
@FunctionalInterface
public interface BeaconSource {
    /**
     * The beacon of an epoch, or empty while there is none.
     *
     * @param epoch from 0
     */
    Optional<Beacon> beacon(long epoch);
}
