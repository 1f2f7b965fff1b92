package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;

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
     * Adds one packed chunk, coefficient by coefficient, in place, to a sum that any number of chunks go into. Looks through
     * what it added to, which takes half as long again.
     *
     * @param sum residues, not reduced: each in [0, 2^62), before and after
     * @param fromResidue where the chunk's first residue goes
     * @param packedChunk whole polynomials; its length was checked against the layout
     * @see #add(long[], int, byte[], RingParameters, int)
     */
    public static void add(long[] sum, int fromResidue, byte[] packedChunk, RingParameters ring) {
        add(sum, fromResidue, packedChunk, ring, Integer.MAX_VALUE);
    }

    /**
     * Adds one packed chunk, coefficient by coefficient, in place. A coefficient of its prime or more counts as its residue:
     * whoever sends one only changes its own contribution.
     *
     * @param sum residues, not reduced: each in [0, 2^62), before and after
     * @param fromResidue where the chunk's first residue goes
     * @param packedChunk whole polynomials; its length was checked against the layout
     * @param chunks at most how many chunks are ever added to any one place of the sum since it was zero, with this one:
     *     n_max, for a sum over a cohort. No number is too large. One that is too small is the caller's mistake, and the sum
     *     may leave its range
     */
    public static void add(long[] sum, int fromResidue, byte[] packedChunk, RingParameters ring, int chunks) {
        int count = PolynomialPacking.count(packedChunk, ring);
        Expect.inRange("fromResidue", fromResidue, 0, sum.length - count);
        Expect.inRange("chunks", chunks, 1, Integer.MAX_VALUE);
        List<RingParameters> channels = ring.channels();
        // Over one prime all the chunk is one part; over two, N residues modulo each in turn.
        int part = channels.size() == 1 ? count : ring.degree();
        int fromByte = 0;
        for (int done = 0; done < count; ) {
            for (RingParameters channel : channels) {
                int bits = channel.coefficientBits();
                CoefficientPacking.addTo(sum, fromResidue + done, part, packedChunk, fromByte, bits);
                if (!fits(chunks, bits)) {
                    reduce(sum, fromResidue + done, part, channel.modulus());
                }
                done += part;
                fromByte += part / Byte.SIZE * bits;
            }
        }
    }

    /** Whether so many coefficients of so many bits never reach 2^62. */
    private static boolean fits(int chunks, int bits) {
        return chunks <= 1L << (SUM_BITS - bits);
    }

    /** Reduces them all if any must be. These sums are public, and this is rare. */
    private static void reduce(long[] sum, int from, int count, long modulus) {
        long combined = 0;
        for (int i = from; i < from + count; i++) {
            combined |= sum[i];
        }
        if (combined >>> SUM_BITS != 0) {
            for (int i = from; i < from + count; i++) {
                // Not Modulus.reduce: these sums have just left its range.
                sum[i] %= modulus;
            }
        }
    }
}
