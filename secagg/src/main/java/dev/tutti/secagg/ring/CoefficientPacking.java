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
    /** From this width on the second coefficient ends in the second word of its group or on its border. */
    private static final int LEAST_FAST_BITS = 32;

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

    /**
     * Unpacks coefficients and adds them to others, without any reduction.
     *
     * @param sums what they are added to; nothing may overflow
     * @param from place of the first
     * @param count how many, a multiple of 8
     * @param packed where they are
     * @param fromByte first byte there
     * @param bits of one coefficient, {@link RingParameters#coefficientBits()}
     */
    public static void addTo(long[] sums, int from, int count, byte[] packed, int fromByte, int bits) {
        Objects.checkFromIndexSize(from, count, sums.length);
        Objects.checkFromIndexSize(fromByte, packedBytes(count, bits), packed.length);
        if (bits >= LEAST_FAST_BITS) {
            addGroups(sums, from, from + count, packed, fromByte, bits);
            return;
        }
        long firstBit = (long) fromByte * Byte.SIZE;
        for (int i = 0; i < count; i++) {
            sums[from + i] += getAt(packed, firstBit + (long) i * bits, bits);
        }
    }

    /**
     * Where a width is written out, the compiler makes a loop of its own for it, in which shifts and distances are
     * constants: twice as fast. These are the widths of the primes of {@code params.ParameterSets}, the last case is any
     * other.
     */
    private static void addGroups(long[] sums, int from, int to, byte[] packed, int fromByte, int bits) {
        switch (bits) {
            case 34 -> addGroupsOf(34, sums, from, to, packed, fromByte);
            case 36 -> addGroupsOf(36, sums, from, to, packed, fromByte);
            case 38 -> addGroupsOf(38, sums, from, to, packed, fromByte);
            case 39 -> addGroupsOf(39, sums, from, to, packed, fromByte);
            case 41 -> addGroupsOf(41, sums, from, to, packed, fromByte);
            case 42 -> addGroupsOf(42, sums, from, to, packed, fromByte);
            case 43 -> addGroupsOf(43, sums, from, to, packed, fromByte);
            case 44 -> addGroupsOf(44, sums, from, to, packed, fromByte);
            case 45 -> addGroupsOf(45, sums, from, to, packed, fromByte);
            case 46 -> addGroupsOf(46, sums, from, to, packed, fromByte);
            case 47 -> addGroupsOf(47, sums, from, to, packed, fromByte);
            case 48 -> addGroupsOf(48, sums, from, to, packed, fromByte);
            case 49 -> addGroupsOf(49, sums, from, to, packed, fromByte);
            case 50 -> addGroupsOf(50, sums, from, to, packed, fromByte);
            case 51 -> addGroupsOf(51, sums, from, to, packed, fromByte);
            case 52 -> addGroupsOf(52, sums, from, to, packed, fromByte);
            case 53 -> addGroupsOf(53, sums, from, to, packed, fromByte);
            case 54 -> addGroupsOf(54, sums, from, to, packed, fromByte);
            case 55 -> addGroupsOf(55, sums, from, to, packed, fromByte);
            default -> addGroupsOf(bits, sums, from, to, packed, fromByte);
        }
    }

    /**
     * Eight coefficients take as many bytes as one takes bits, so each group of eight looks the same. All are read before any
     * is added: the compiler cannot know that the arrays are not one, and keeps reads and writes in this order.
     */
    private static void addGroupsOf(int bits, long[] sums, int from, int to, byte[] packed, int fromByte) {
        int at = fromByte;
        for (int i = from; i < to; i += Byte.SIZE) {
            long first = (long) WORD.get(packed, at) >>> (Long.SIZE - bits);
            long second = field(packed, at, 1, bits);
            long third = field(packed, at, 2, bits);
            long fourth = field(packed, at, 3, bits);
            long fifth = field(packed, at, 4, bits);
            long sixth = field(packed, at, 5, bits);
            long seventh = field(packed, at, 6, bits);
            long eighth = field(packed, at, 7, bits);
            sums[i] += first;
            sums[i + 1] += second;
            sums[i + 2] += third;
            sums[i + 3] += fourth;
            sums[i + 4] += fifth;
            sums[i + 5] += sixth;
            sums[i + 6] += seventh;
            sums[i + 7] += eighth;
            at += bits;
        }
    }

    /**
     * The {@code i}-th coefficient, but not the first, of the group that starts at byte {@code at}. Read with the word that
     * ends where it does, to the byte, which never reaches beyond the group; the eighth needs no shift.
     */
    private static long field(byte[] packed, int at, int i, int bits) {
        int endBit = (i + 1) * bits;
        int endByte = endBit + Byte.SIZE - 1 >>> 3;
        return (long) WORD.get(packed, at + endByte - Long.BYTES) >>> (endByte * Byte.SIZE - endBit)
                & -1L >>> (Long.SIZE - bits);
    }

    /**
     * The coefficient at {@code index} as written, which may be q or more when the bytes came from outside.
     *
     * @param bits {@link RingParameters#coefficientBits()}
     */
    public static long get(byte[] packed, int index, int bits) {
        return getAt(packed, (long) index * bits, bits);
    }

    private static long getAt(byte[] packed, long bit, int bits) {
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
