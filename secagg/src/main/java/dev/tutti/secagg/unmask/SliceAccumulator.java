package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;

/**
 * Adds masked chunks into a slice's sum: residues, {@link RingParameters#residues} to a polynomial. Each is one modulo its
 * prime, but is reduced only when it has to be: a coefficient is below 2^56 and a {@code long} holds thousands of them.
 * {@link SliceOpening} reduces what it is given.
 */
public final class SliceAccumulator {
    /** Below 2^{@value}, a sum and one more coefficient fit a {@code long}, and {@link Modulus#reduce} takes it. */
    private static final int SUM_BITS = 62;

    private SliceAccumulator() {}

    /**
     * Adds one packed chunk, coefficient by coefficient, in place. A coefficient of q or more counts mod q: whoever sends
     * one only changes its own contribution.
     *
     * @param sum residues, not reduced: each in [0, 2^62), before and after
     * @param fromCoefficient where the chunk's first residue goes
     * @param packedChunk whole polynomials; its length was checked against the layout
     */
    public static void add(long[] sum, int fromCoefficient, byte[] packedChunk, RingParameters ring) {
        if (ring.primes().size() > 1) {
            addByPrime(sum, fromCoefficient, packedChunk, ring);
            return;
        }
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

    /** Over two primes a polynomial is N residues for each, and each part is added like a polynomial over that prime. */
    private static void addByPrime(long[] sum, int fromResidue, byte[] packedChunk, RingParameters ring) {
        int count = PolynomialPacking.count(packedChunk, ring);
        Expect.inRange("fromResidue", fromResidue, 0, sum.length - count);
        int at = fromResidue;
        int fromByte = 0;
        for (int i = 0; at < fromResidue + count; i = (i + 1) % ring.primes().size()) {
            RingParameters channel = ring.channel(i);
            int toByte = fromByte + channel.polynomialBytes();
            add(sum, at, Arrays.copyOfRange(packedChunk, fromByte, toByte), channel);
            at += channel.degree();
            fromByte = toByte;
        }
    }
}
