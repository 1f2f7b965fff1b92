package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;

/**
 * Arithmetic modulo an odd q below 2^56. Operands are in [0, q) unless said otherwise; results always are. Nothing here
 * branches on operands, so it may be used on secrets; only {@link #power} branches, on its public exponent.
 */
public final class Modulus {
    private static final int SIGN = Long.SIZE - 1;

    private final long q;
    private final int bits;
    /** ⌊2^(2·bits)/q⌋, for Barrett reduction (Handbook of Applied Cryptography, algorithm 14.42, in base 2). */
    private final long barrett;
    /** What multiplying by 1 with {@link #multiplyLazy} needs: a reduction. */
    private final long oneCompanion;

    /**
     * @param q modulus, odd, 3 … 2^56−1
     */
    public Modulus(long q) {
        this.q = Expect.inRange("modulus", q, 3, (1L << 56) - 1);
        Expect.that((q & 1) == 1, "modulus must be odd");
        bits = Long.SIZE - Long.numberOfLeadingZeros(q);
        barrett = shiftedQuotient(1, 2 * bits, q);
        oneCompanion = companion(1);
    }

    /** The modulus of a ring. */
    public static Modulus of(RingParameters ring) {
        return new Modulus(ring.modulus());
    }

    /** q. */
    public long value() {
        return q;
    }

    /** a + b. */
    public long add(long a, long b) {
        return addIfNegative(a + b - q, q);
    }

    /** a − b. */
    public long subtract(long a, long b) {
        return addIfNegative(a - b, q);
    }

    /** a · b. */
    public long multiply(long a, long b) {
        long low = a * b;
        long top = shiftRight(Math.multiplyHigh(a, b), low, bits - 1);
        long quotient = shiftRight(Math.multiplyHigh(top, barrett), top * barrett, bits + 1);
        // The quotient is at most 2 too small, so what is left lies in [0, 3q).
        long left = low - quotient * q;
        left = addIfNegative(left - 2 * q, 2 * q);
        return addIfNegative(left - q, q);
    }

    /** base^exponent, exponent ≥ 0. */
    public long power(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /** 1/a for a ≠ 0; q must be prime. */
    public long inverse(long a) {
        return power(a, q - 2);
    }

    /** The residue of an x in [0, 2^62). */
    public long reduce(long x) {
        return reduceOnce(multiplyLazy(x, 1, oneCompanion));
    }

    /** The residue of an x in (−q, q). */
    public long fromSigned(long x) {
        return addIfNegative(x, q);
    }

    /** The representative of a in [−(q−1)/2, (q−1)/2]. */
    public long centre(long a) {
        return a - (((q - 1) / 2 - a) >> SIGN & q);
    }

    /**
     * ⌊w·2^63/q⌋: what {@link #multiplyLazy} needs beside w to multiply by it (V. Shoup, NTL).
     */
    final long companion(long w) {
        return shiftedQuotient(w, 63, q);
    }

    /** x·w + (0 or 1)·q for any x in [0, 2^62); {@code companion} belongs to w. The result lies in [0, 2q). */
    long multiplyLazy(long x, long w, long companion) {
        return x * w - Math.multiplyHigh(x << 1, companion) * q;
    }

    /** x for an x in [0, 2q). */
    long reduceOnce(long x) {
        return addIfNegative(x - q, q);
    }

    static long addIfNegative(long x, long term) {
        return x + (x >> SIGN & term);
    }

    private static long shiftRight(long high, long low, int by) {
        return high << (Long.SIZE - by) | low >>> by;
    }

    /** ⌊dividend·2^shift/divisor⌋ for dividend < divisor < 2^56 and a quotient below 2^63. */
    private static long shiftedQuotient(long dividend, int shift, long divisor) {
        long quotient = 0;
        long remainder = dividend;
        for (int left = shift; left > 0; ) {
            int step = Math.min(left, 7);
            remainder <<= step;
            quotient = (quotient << step) + remainder / divisor;
            remainder %= divisor;
            left -= step;
        }
        return quotient;
    }
}
