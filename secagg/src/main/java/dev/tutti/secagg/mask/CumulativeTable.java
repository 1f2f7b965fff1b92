package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns uniform words into samples of the discrete Gaussian of {@link GaussianSampler#SIGMA}, in constant time: every
 * entry of the table is compared with every word, and nothing branches on words or is addressed by them.
 *
 * <p>The table is the distribution function of the magnitude at 63 bits, and one more bit is the sign. That rounding puts
 * a sample within 2^−59 of the distribution in statistical distance, and the half million samples of an update of a million
 * parameters within 2^−40; by Rényi divergence of order 2, which is what attacks on masks are measured by, an update is
 * within 1 + 2^−43. Fewer than 63 bits would not do, which is why one word does not serve two samples.
 *
 * <p>The entries are the outer loop and the words the inner one: then the compiler compares several words at once.
 */
public final class CumulativeTable {
    /** Words that are looked up together: few enough for the fastest cache. */
    static final int BLOCK = 512;

    /** Uniform bits compared with the table. */
    private static final int PRECISION = 63;

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** Entries that one pass over the words takes. */
    private static final int STRIDE = 8;

    /** {@code TABLE[i]} = ⌊2^63 · P(|x| ≤ i)⌋, up to the first that is 2^63−1. */
    private static final long[] TABLE = cumulativeTable();

    /** Entries less 1, then as many that no word is above as make whole strides. */
    private static final long[] LAST_BELOW = lastBelow();

    private final long[] places = new long[BLOCK];
    private final long[] magnitudes = new long[BLOCK];

    /**
     * Looks up samples.
     *
     * @param uniform 64 uniform bits each, of which the lowest becomes the sign; at most {@value #BLOCK}
     * @param out where the samples go, below 10σ in magnitude
     * @param from place of the first
     */
    public void lookUp(long[] uniform, int[] out, int from) {
        int length = Expect.inRange("number of words", uniform.length, 0, BLOCK);
        for (int i = 0; i < length; i++) {
            places[i] = uniform[i] >>> 1;
            magnitudes[i] = 0;
        }
        for (int entry = 0; entry < LAST_BELOW.length; entry += STRIDE) {
            countEntriesAtOrBelow(entry, length);
        }
        for (int i = 0; i < length; i++) {
            int sign = (int) -(uniform[i] & 1);
            out[from + i] = ((int) magnitudes[i] ^ sign) - sign;
        }
    }

    /** Adds to each magnitude how many of the next {@value #STRIDE} entries its place has reached. */
    private void countEntriesAtOrBelow(int entry, int length) {
        long a = LAST_BELOW[entry];
        long b = LAST_BELOW[entry + 1];
        long c = LAST_BELOW[entry + 2];
        long d = LAST_BELOW[entry + 3];
        long e = LAST_BELOW[entry + 4];
        long f = LAST_BELOW[entry + 5];
        long g = LAST_BELOW[entry + 6];
        long h = LAST_BELOW[entry + 7];
        for (int i = 0; i < length; i++) {
            long place = places[i];
            // Both are in [0, 2^63), so their difference is negative, with its top bit set, exactly when place is
            // larger.
            magnitudes[i] += ((a - place) >>> PRECISION)
                    + ((b - place) >>> PRECISION)
                    + ((c - place) >>> PRECISION)
                    + ((d - place) >>> PRECISION)
                    + ((e - place) >>> PRECISION)
                    + ((f - place) >>> PRECISION)
                    + ((g - place) >>> PRECISION)
                    + ((h - place) >>> PRECISION);
        }
    }

    /** Forgets the last words and samples. */
    void erase() {
        Arrays.fill(places, 0);
        Arrays.fill(magnitudes, 0);
    }

    /** A copy of the table, for tests. */
    static long[] table() {
        return TABLE.clone();
    }

    private static long[] lastBelow() {
        long[] padded = new long[(TABLE.length + STRIDE - 1) / STRIDE * STRIDE];
        Arrays.fill(padded, Long.MAX_VALUE);
        for (int i = 0; i < TABLE.length; i++) {
            padded[i] = TABLE[i] - 1;
        }
        return padded;
    }

    private static long[] cumulativeTable() {
        MathContext precision = new MathContext(60);
        // ρ(i) = exp(−i²/2σ²) = g^(i²), g = exp(−1/2σ²)
        BigDecimal variance = new BigDecimal("6.4").pow(2);
        BigDecimal g = exponential(BigDecimal.ONE.negate().divide(variance.multiply(BigDecimal.valueOf(2)), precision));
        List<BigDecimal> weights = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        // Beyond 200 the weight is below 2^−700.
        for (int i = 0; i < 200; i++) {
            // Zero has one sign, every other magnitude two.
            BigDecimal weight = g.pow(i * i, precision).multiply(BigDecimal.valueOf(i == 0 ? 1 : 2));
            weights.add(weight);
            total = total.add(weight);
        }
        BigDecimal scale = new BigDecimal(BigInteger.TWO.pow(PRECISION));
        List<Long> table = new ArrayList<>();
        BigDecimal cumulative = BigDecimal.ZERO;
        for (BigDecimal weight : weights) {
            cumulative = cumulative.add(weight);
            BigInteger entry =
                    cumulative.multiply(scale).divide(total, precision).toBigInteger();
            if (entry.compareTo(LARGEST) >= 0) {
                break;
            }
            table.add(entry.longValueExact());
        }
        return table.stream().mapToLong(Long::longValue).toArray();
    }

    private static BigDecimal exponential(BigDecimal x) {
        MathContext precision = new MathContext(70);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; i < 60; i++) {
            term = term.multiply(x, precision).divide(BigDecimal.valueOf(i), precision);
            sum = sum.add(term, precision);
        }
        return sum;
    }
}
