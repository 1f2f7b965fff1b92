package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.statement.RingParameters;
import java.nio.ByteBuffer;

/**
 * The public polynomials a_j of a cohort. Nobody chooses them: they follow from the announcement's hash, so no operator
 * can plant one with a trapdoor without changing the cohort's identity.
 */
public final class PublicPolynomials {
    private PublicPolynomials() {}

    /**
     * a_j in the transformed domain: SHAKE128(annHash ‖ j), read as big-endian numbers of ⌈log2 q⌉ bits in whole bytes,
     * those not below q skipped (docs/protocol.md, "RoundAnnouncement": drawn directly in the NTT domain). With two primes
     * the stream gives N residues modulo the first, then N modulo the second; together they are uniform modulo q.
     *
     * @param announcement annHash
     * @param j number of the polynomial through the whole vector, from 0; hashed as four bytes
     * @return {@link RingParameters#residues} residues, each prime's in {@code NumberTheoreticTransform}'s order
     */
    public static long[] expand(Digest announcement, int j, RingParameters ring) {
        Xof stream = Xof.shake128(
                announcement.bytes(),
                ByteBuffer.allocate(Integer.BYTES).putInt(j).array());
        long[] polynomial = new long[ring.residues()];
        for (int c = 0; c < ring.primes().size(); c++) {
            fill(polynomial, c * ring.degree(), ring.channel(c), stream);
        }
        return polynomial;
    }

    private static void fill(long[] polynomial, int from, RingParameters channel, Xof stream) {
        long q = channel.modulus();
        int bits = channel.coefficientBits();
        int bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
        long mask = (1L << bits) - 1;
        for (int i = from; i < from + channel.degree(); ) {
            long candidate = stream.next(bytes) & mask;
            if (candidate < q) {
                polynomial[i++] = candidate;
            }
        }
    }
}
