package dev.tutti.secagg.field;

import dev.tutti.secagg.codec.Xof;
import java.security.SecureRandom;

/**
 * F_p for the Mersenne prime p = 2^31−1. An element is an {@code int} in [0, p). No operation but {@link #power}'s
 * public exponent and the samplers' rejections branches on values.
 */
public final class PrimeField {
    /** p. */
    public static final int P = Integer.MAX_VALUE;

    private PrimeField() {}

    /** a + b. */
    public static int add(int a, int b) {
        return reduce((long) a + b);
    }

    /** a − b. */
    public static int subtract(int a, int b) {
        return reduce((long) a - b + P);
    }

    /** a · b. */
    public static int multiply(int a, int b) {
        return reduce((long) a * b);
    }

    /** x mod p for any x ≥ 0. */
    public static int reduce(long x) {
        // 2^31 = 1 mod p, so the bits above the 31st are simply added; twice leaves at most p + 2.
        long folded = fold(fold(x));
        long less = folded - P;
        return (int) (less + (less >> (Long.SIZE - 1) & P));
    }

    /** A smaller number with the same residue: below 2^31 + 2^32 for any x ≥ 0. Sums of these fit a {@code long}. */
    public static long fold(long x) {
        return (x & P) + (x >>> 31);
    }

    /** The element for any integer. Without a division, whose time would depend on the integer. */
    public static int fromSigned(long x) {
        // 2^31 = 1 mod p for the bits above too, read as a signed number, which 5·p makes positive.
        return reduce((x & P) + (x >> 31) + 5L * P);
    }

    /** The representative of a in [−(p−1)/2, (p−1)/2]. */
    public static int centre(int a) {
        return a > P / 2 ? a - P : a;
    }

    /** base^exponent, exponent ≥ 0. */
    public static int power(int base, int exponent) {
        int result = 1;
        int square = base;
        for (int left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /** 1/a for a ≠ 0. */
    public static int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("zero has no inverse");
        }
        return power(a, P - 2);
    }

    /** Whether an {@code int} from outside is an element. */
    public static boolean isElement(int a) {
        return a >= 0 && a < P;
    }

    /** A uniform element: 31 bits, drawn again when they are p. */
    public static int sample(Xof stream) {
        int candidate;
        do {
            candidate = (int) stream.next(Integer.BYTES) & P;
        } while (candidate == P);
        return candidate;
    }

    /** A uniform element. */
    public static int sample(SecureRandom random) {
        int candidate;
        do {
            candidate = random.nextInt() & P;
        } while (candidate == P);
        return candidate;
    }

    /** The value at {@code x} of a polynomial, lowest coefficient first. */
    public static int evaluate(int[] coefficients, int x) {
        int value = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = add(multiply(value, x), coefficients[i]);
        }
        return value;
    }
}
