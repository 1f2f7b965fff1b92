package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;

/** Adds masked chunks into a slice's sum. */
public final class SliceAccumulator {
    private SliceAccumulator() {}

    /**
     * Adds one packed chunk, coefficient by coefficient, mod q, in place. A coefficient of q or more is reduced: whoever
     * sends one only changes its own contribution.
     *
     * @param sum coefficients in [0, q)
     * @param fromCoefficient where the chunk's first coefficient goes
     * @param packedChunk whole polynomials; its length was checked against the layout
     */
    public static void add(long[] sum, int fromCoefficient, byte[] packedChunk, RingParameters ring) {
        if (ring.primes().size() > 1) {
            addByPrime(sum, fromCoefficient, packedChunk, ring);
            return;
        }
        int count = CoefficientPacking.count(packedChunk, ring);
        Expect.inRange("fromCoefficient", fromCoefficient, 0, sum.length - count);
        int bits = ring.coefficientBits();
        long q = ring.modulus();
        for (int i = 0; i < count; i++) {
            // What was read is below 2^bits < 2q, so the new sum is below 3q.
            long added = sum[fromCoefficient + i] + CoefficientPacking.get(packedChunk, i, bits);
            added = added >= q ? added - q : added;
            sum[fromCoefficient + i] = added >= q ? added - q : added;
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
