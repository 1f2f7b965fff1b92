package dev.tutti.enrolment.sortition;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.math.BigInteger;

/**
 * τ, the probability that a device is eligible, as an exact fraction of 2^62.
 *
 * @param numerator τ·2^62, 0 to 2^62
 */
public record Threshold(long numerator) {
    /** log2 of the denominator. */
    public static final int BITS = 62;

    /** How many devices are expected to be eligible for each seat, so that enough of them are there to be seated. */
    public static final int ELIGIBLE_PER_SEAT = 4;

    private static final long ONE = 1L << BITS;

    public Threshold {
        Expect.inRange("numerator", numerator, 0, ONE);
    }

    /**
     * τ = 4m/P, rounded down; 1 when there are no more devices than that.
     *
     * @param members m, 1 to 128
     * @param devices P, at least 1
     */
    public static Threshold of(int members, int devices) {
        Expect.inRange("members", members, 1, CommitteeParameters.MAX_MEMBERS);
        Expect.inRange("devices", devices, 1, Integer.MAX_VALUE);
        BigInteger numerator = BigInteger.valueOf((long) ELIGIBLE_PER_SEAT * members)
                .shiftLeft(BITS)
                .divide(BigInteger.valueOf(devices));
        return new Threshold(numerator.min(BigInteger.valueOf(ONE)).longValueExact());
    }

    /** τ. */
    public double probability() {
        return numerator / (double) ONE;
    }

    /** ln τ; −∞ for 0. */
    double logProbability() {
        return Math.log(probability());
    }

    /** ln(1 − τ), accurate for small τ and for τ near 1; −∞ for 1. */
    double logComplement() {
        return numerator < ONE / 2 ? Math.log1p(-probability()) : Math.log((ONE - numerator) / (double) ONE);
    }
}
