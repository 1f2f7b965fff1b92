package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.statement.RingParameters;

/** Adds masked chunks into a slice's sum. */
public final class SliceAccumulator {
    private SliceAccumulator() {}

    /**
     * Adds one packed chunk, residue by residue, each modulo its prime, in place. A residue that is not reduced is: whoever
     * sends one only changes its own contribution.
     *
     * @param sum residues, {@link RingParameters#residues} per polynomial
     * @param fromResidue where the chunk's first residue goes: the start of a polynomial
     * @param packedChunk whole polynomials; its length was checked against the layout
     */
    public static void add(long[] sum, int fromResidue, byte[] packedChunk, RingParameters ring) {
        int count = CoefficientPacking.count(packedChunk, ring);
        Expect.inRange("fromResidue", fromResidue, 0, sum.length - count);
        int primes = ring.primes().size();
        if (primes == 1) {
            add(sum, fromResidue, count, packedChunk, 0, ring);
            return;
        }
        int fromByte = 0;
        for (int done = 0; done < count; done += ring.degree()) {
            RingParameters channel = ring.channel(done / ring.degree() % primes);
            add(sum, fromResidue + done, ring.degree(), packedChunk, fromByte, channel);
            fromByte += channel.polynomialBytes();
        }
    }

    /** Adds residues modulo one prime. */
    private static void add(long[] sum, int from, int count, byte[] packed, int fromByte, RingParameters channel) {
        int bits = channel.coefficientBits();
        long q = channel.modulus();
        for (int i = 0; i < count; i++) {
            // What was read is below 2^bits < 2q, so the new sum is below 3q.
            long added = sum[from + i] + CoefficientPacking.get(packed, fromByte, i, bits);
            added = added >= q ? added - q : added;
            sum[from + i] = added >= q ? added - q : added;
        }
    }
}
