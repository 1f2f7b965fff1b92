package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Ring coefficients on the wire: ⌈log2 q⌉ bits each, most significant bit first, no padding between them. Whole
 * polynomials end on byte borders.
 */
public final class CoefficientPacking {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private CoefficientPacking() {}

    /**
     * Packs coefficients in [0, q).
     *
     * @param coefficients a multiple of 8 of them
     */
    public static byte[] pack(long[] coefficients, RingParameters ring) {
        int bits = ring.coefficientBits();
        byte[] packed = new byte[packedBytes(coefficients.length, bits)];
        long pending = 0;
        int pendingBits = 0;
        int at = 0;
        for (long coefficient : coefficients) {
            // bits ≤ 56 and fewer than 8 are pending, so this never overflows.
            pending = pending << bits | coefficient;
            pendingBits += bits;
            while (pendingBits >= Byte.SIZE) {
                pendingBits -= Byte.SIZE;
                packed[at++] = (byte) (pending >>> pendingBits);
            }
        }
        return packed;
    }

    /** Coefficients that {@code packed} holds; refused unless they are whole polynomials. */
    public static int count(byte[] packed, RingParameters ring) {
        int polynomial = ring.polynomialBytes();
        Expect.that(
                packed.length % polynomial == 0,
                "packed coefficients must be whole polynomials of " + polynomial + " bytes, but are " + packed.length
                        + " bytes");
        return packed.length / polynomial * ring.degree();
    }

    /**
     * The coefficient at {@code index} as written, which may be q or more when the bytes came from outside.
     *
     * @param bits {@link RingParameters#coefficientBits()}
     */
    public static long get(byte[] packed, int index, int bits) {
        long bit = (long) index * bits;
        int at = (int) (bit >>> 3);
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
