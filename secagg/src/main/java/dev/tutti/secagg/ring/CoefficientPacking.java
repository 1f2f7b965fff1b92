package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

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
        byte[] packed = new byte[packedBytes(coefficients.length, ring.coefficientBits())];
        pack(coefficients, ring, packed, 0);
        return packed;
    }

    /**
     * Packs coefficients in [0, q) into a larger array.
     *
     * @param coefficients a multiple of 8 of them
     * @param packed where they go
     * @param from first byte there
     */
    public static void pack(long[] coefficients, RingParameters ring, byte[] packed, int from) {
        int bits = ring.coefficientBits();
        Objects.checkFromIndexSize(from, packedBytes(coefficients.length, bits), packed.length);
        long word = 0;
        int free = Long.SIZE;
        int at = from;
        for (long coefficient : coefficients) {
            free -= bits;
            if (free > 0) {
                word |= coefficient << free;
            } else {
                WORD.set(packed, at, word | coefficient >>> -free);
                at += Long.BYTES;
                free += Long.SIZE;
                // A shift by 64 would be one by 0: then nothing of the coefficient is left.
                word = free == Long.SIZE ? 0 : coefficient << free;
            }
        }
        for (; free < Long.SIZE; free += Byte.SIZE) {
            packed[at++] = (byte) (word >>> (Long.SIZE - Byte.SIZE));
            word <<= Byte.SIZE;
        }
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
     * Unpacks coefficients and adds them to others, without any reduction.
     *
     * @param packed a multiple of 8 coefficients
     * @param sums what they are added to; nothing may overflow
     * @param from place of the first
     * @return every new sum, combined by bitwise or: it is at least the largest of them and has no more bits
     */
    public static long addTo(long[] sums, int from, byte[] packed, RingParameters ring) {
        int count = packed.length / ring.coefficientBits() * Byte.SIZE;
        Objects.checkFromIndexSize(from, count, sums.length);
        int bits = ring.coefficientBits();
        // Groups whose last coefficient can be read as a word, which may reach beyond its own bytes.
        int lastWord = packed.length - Long.BYTES - ((Byte.SIZE - 1) * bits >>> 3);
        int fast = lastWord < 0 ? 0 : (lastWord / bits + 1) * Byte.SIZE;
        long combined = addGroups(sums, from, from + fast, packed, bits);
        for (int i = fast; i < count; i++) {
            sums[from + i] += get(packed, i, bits);
            combined |= sums[from + i];
        }
        return combined;
    }

    /**
     * Where a width is written out, the compiler makes a loop of its own for it, in which shifts and distances are
     * constants: twice as fast. These are the widths of the primes of {@code params.ParameterSets}, the last case is any
     * other.
     */
    private static long addGroups(long[] sums, int from, int to, byte[] packed, int bits) {
        return switch (bits) {
            case 34 -> addGroupsOf(34, sums, from, to, packed);
            case 36 -> addGroupsOf(36, sums, from, to, packed);
            case 38 -> addGroupsOf(38, sums, from, to, packed);
            case 39 -> addGroupsOf(39, sums, from, to, packed);
            case 41 -> addGroupsOf(41, sums, from, to, packed);
            case 42 -> addGroupsOf(42, sums, from, to, packed);
            case 43 -> addGroupsOf(43, sums, from, to, packed);
            case 44 -> addGroupsOf(44, sums, from, to, packed);
            case 45 -> addGroupsOf(45, sums, from, to, packed);
            case 46 -> addGroupsOf(46, sums, from, to, packed);
            case 47 -> addGroupsOf(47, sums, from, to, packed);
            case 48 -> addGroupsOf(48, sums, from, to, packed);
            case 49 -> addGroupsOf(49, sums, from, to, packed);
            case 50 -> addGroupsOf(50, sums, from, to, packed);
            case 51 -> addGroupsOf(51, sums, from, to, packed);
            case 52 -> addGroupsOf(52, sums, from, to, packed);
            case 53 -> addGroupsOf(53, sums, from, to, packed);
            case 54 -> addGroupsOf(54, sums, from, to, packed);
            case 55 -> addGroupsOf(55, sums, from, to, packed);
            default -> addGroupsOf(bits, sums, from, to, packed);
        };
    }

    /** Eight coefficients take as many bytes as one takes bits, so each group of eight looks the same. */
    private static long addGroupsOf(int bits, long[] sums, int from, int to, byte[] packed) {
        long combined = 0;
        int at = 0;
        for (int i = from; i < to; i += Byte.SIZE) {
            combined |= (sums[i] += field(packed, at, 0, bits))
                    | (sums[i + 1] += field(packed, at, 1, bits))
                    | (sums[i + 2] += field(packed, at, 2, bits))
                    | (sums[i + 3] += field(packed, at, 3, bits))
                    | (sums[i + 4] += field(packed, at, 4, bits))
                    | (sums[i + 5] += field(packed, at, 5, bits))
                    | (sums[i + 6] += field(packed, at, 6, bits))
                    | (sums[i + 7] += field(packed, at, 7, bits));
            at += bits;
        }
        return combined;
    }

    /** The {@code i}-th coefficient of the group that starts at byte {@code at}. */
    private static long field(byte[] packed, int at, int i, int bits) {
        return (long) WORD.get(packed, at + (i * bits >>> 3)) << (i * bits & 7) >>> (Long.SIZE - bits);
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
