package dev.tutti.enrolment.sortition;

import java.util.Optional;

/**
 * Where beacons come from: a public source outside the operator's control, whose values the implementation has verified
 * with a pinned key. Epochs follow each other without a gap. One that cannot reach its origin, and so does not know
 * whether a later beacon is out, gives none: an old one is no longer a surprise to anybody. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface BeaconSource {
    /**
     * The beacon of an epoch, or empty while there is none.
     *
     * @param epoch from 0
     */
    Optional<Beacon> beacon(long epoch);

    /**
     * Empty if a committee may still be drawn by the epoch's beacon: it is the newest, or the one before, so that nobody
     * is refused for a beacon that came out on the way. Otherwise {@link SortitionFault#NO_BEACON} or
     * {@link SortitionFault#NOT_CURRENT}. Without this the operator could look for the epoch, among all there ever were,
     * that suits it best.
     *
     * @param epoch as somebody says it
     */
    default Optional<SortitionFault> notCurrent(long epoch) {
        if (epoch < 0 || epoch > Long.MAX_VALUE - 2 || beacon(epoch).isEmpty()) {
            return Optional.of(SortitionFault.NO_BEACON);
        }
        return beacon(epoch + 2).isPresent() ? Optional.of(SortitionFault.NOT_CURRENT) : Optional.empty();
    }
}
