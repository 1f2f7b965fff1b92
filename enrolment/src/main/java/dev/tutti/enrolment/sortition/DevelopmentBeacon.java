package dev.tutti.enrolment.sortition;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Beacons for development and simulation, computed from a seed. Whoever knows the seed knows every committee beforehand
 * and can make keys to suit: protects nobody.
 */
public final class DevelopmentBeacon implements BeaconSource {
    private static final String LABEL = "tutti/development-beacon/v1";

    private final byte[] seed;
    private final long firstAtMillis;
    private final long everyMillis;
    private final InstantSource clock;

    private DevelopmentBeacon(byte[] seed, long firstAtMillis, long everyMillis, InstantSource clock) {
        this.seed = seed.clone();
        this.firstAtMillis = Expect.inRange("firstAtMillis", firstAtMillis, 0, Long.MAX_VALUE);
        this.everyMillis = Expect.inRange("every in milliseconds", everyMillis, 1, Integer.MAX_VALUE);
        this.clock = clock;
    }

    /**
     * A source whose beacons whoever has the seed can foresee.
     *
     * @param firstAtMillis when epoch 0's is out
     * @param every from one to the next, 1 ms to 24 days
     */
    public static DevelopmentBeacon foreseeable(byte[] seed, long firstAtMillis, Duration every, InstantSource clock) {
        return new DevelopmentBeacon(seed, firstAtMillis, every.toMillis(), clock);
    }

    @Override
    public Optional<Beacon> beacon(long epoch) {
        if (epoch < 0 || epoch > (clock.millis() - firstAtMillis) / everyMillis || clock.millis() < firstAtMillis) {
            return Optional.empty();
        }
        byte[] bytes = new CanonicalWriter(LABEL).bytes(seed).int64(epoch).toBytes();
        return Optional.of(new Beacon(epoch, firstAtMillis + epoch * everyMillis, Digest.sha256(bytes)));
    }
}
