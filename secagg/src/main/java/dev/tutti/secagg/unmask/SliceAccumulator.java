package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.statement.RingParameters;

/**
 * Adds masked chunks into a slice's sum. The sum is one mod q, but is reduced only when it has to be: a coefficient is
 * below 2^56 and a {@code long} holds thousands of them. {@link SliceOpening} reduces what it is given.
 */
public final class SliceAccumulator {
    /** Below 2^{@value}, a sum and one more coefficient fit a {@code long}, and {@link Modulus#reduce} takes it. */
    private static final int SUM_BITS = 62;

    private SliceAccumulator() {}

    /**
     * Adds one packed chunk, coefficient by coefficient, in place. A coefficient of q or more counts mod q: whoever sends
     * one only changes its own contribution.
     *
     * @param sum residues mod q, not reduced: each in [0, 2^62), before and after
     * @param fromCoefficient where the chunk's first coefficient goes
     * @param packedChunk whole polynomials; its length was checked against the layout
     */
    public static void add(long[] sum, int fromCoefficient, byte[] packedChunk, RingParameters ring) {
        int count = CoefficientPacking.count(packedChunk, ring);
        Expect.inRange("fromCoefficient", fromCoefficient, 0, sum.length - count);
        long largest = CoefficientPacking.addTo(sum, fromCoefficient, packedChunk, ring);
        if (largest >>> SUM_BITS != 0) {
            for (int i = fromCoefficient; i < fromCoefficient + count; i++) {
                // Not Modulus.reduce: these sums have just left its range. They are public, and this is rare.
                sum[i] %= ring.modulus();
            }
        }
    }
}
