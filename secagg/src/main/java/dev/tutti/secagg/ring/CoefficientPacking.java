package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Ring coefficients on the wire: ⌈log2 q⌉ bits each, most significant bit first, no padding between them. Whole
 * polynomials end on byte borders. With two primes a polynomial is all its residues modulo the first, then all modulo the
 * second, each at the width of its prime.
 */
public final class CoefficientPacking {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private CoefficientPacking() {}

    /**
     * Packs coefficients in [0, q), or residues below their primes.
     *
     * @param residues {@link RingParameters#residues} per polynomial, whole polynomials; with one prime any multiple of 8
     */
    public static byte[] pack(long[] residues, RingParameters ring) {
        if (ring.primes().size() == 1) {
            byte[] packed = new byte[packedBytes(residues.length, ring.coefficientBits())];
            pack(residues, 0, residues.length, ring.coefficientBits(), packed, 0);
            return packed;
        }
        Expect.that(residues.length % ring.residues() == 0, "residues must come in whole polynomials");
        byte[] packed = new byte[Math.multiplyExact(residues.length / ring.residues(), ring.polynomialBytes())];
        int at = 0;
        for (int from = 0; from < residues.length; from += ring.residues()) {
            for (int c = 0; c < ring.primes().size(); c++) {
                int bits = ring.channel(c).coefficientBits();
                at = pack(residues, from + c * ring.degree(), ring.degree(), bits, packed, at);
            }
        }
        return packed;
    }

    private static int pack(long[] residues, int from, int count, int bits, byte[] packed, int fromByte) {
        long pending = 0;
        int pendingBits = 0;
        int at = fromByte;
        for (int i = from; i < from + count; i++) {
            // bits ≤ 56 and fewer than 8 are pending, so this never overflows.
            pending = pending << bits | residues[i];
            pendingBits += bits;
            while (pendingBits >= Byte.SIZE) {
                pendingBits -= Byte.SIZE;
                packed[at++] = (byte) (pending >>> pendingBits);
            }
        }
        return at;
    }

    /** Residues that {@code packed} holds; refused unless they are whole polynomials. */
    public static int count(byte[] packed, RingParameters ring) {
        int polynomial = ring.polynomialBytes();
        Expect.that(
                packed.length % polynomial == 0,
                "packed coefficients must be whole polynomials of " + polynomial + " bytes, but are " + packed.length
                        + " bytes");
        return packed.length / polynomial * ring.residues();
    }

    /**
     * The coefficient at {@code index} as written, which may be q or more when the bytes came from outside.
     *
     * @param bits {@link RingParameters#coefficientBits()} of a ring with one prime
     */
    public static long get(byte[] packed, int index, int bits) {
        return get(packed, 0, index, bits);
    }

    /**
     * The residue at {@code index} of those that begin at a byte, as written.
     *
     * @param fromByte where a prime's residues begin
     * @param bits {@link RingParameters#coefficientBits()} of that prime's channel
     */
    public static long get(byte[] packed, int fromByte, int index, int bits) {
        long bit = (long) index * bits;
        int at = fromByte + (int) (bit >>> 3);
        int skip = (int) bit & 7;
        if (at + Long.BYTES <= packed.length) {
            return (long) WORD.get(packed, at) << skip >>> (Long.SIZE - bits);
        }
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << Byte.SIZE | (at + i < packed.length ? packed[at + i] & 0xff : 0);
        }
        return word << skip >>> (Long.SIZE - bits);
    }

    private static int packedBytes(int coefficients, int bits) {
        Expect.that(coefficients % Byte.SIZE == 0, "coefficients must come in multiples of eight");
        return Math.multiplyExact(coefficients / Byte.SIZE, bits);
    }
}
