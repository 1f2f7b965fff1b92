package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Xof;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples the discrete Gaussian over the integers of standard deviation {@value #SIGMA}, in constant time, from a
 * SHAKE256 stream with a 256-bit seed.
 *
 * <p>By a cumulative table of the magnitude at 63 bits, read to its end for every sample, and one bit of sign. Rounding
 * the table to 63 bits changes each sample's distribution by less than 2^−57 in statistical distance.
 *
 * <p>{@value #SIGMA} is the standard deviation itself, not a parameter s = σ√(2π). It is used for secrets and errors
 * alike because the job learns their sums: the hint-RLWE bound asks σ ≥ 6.27 for 500 K dimensions at 2^−120 and holds
 * for this distribution only, not for a centred binomial (docs/protocol.md, "Arithmetic").
 */
public final class GaussianSampler implements AutoCloseable {
    /** σ of secrets and errors. */
    public static final double SIGMA = 6.4;

    /** Uniform bits compared with the table. */
    private static final int PRECISION = 63;

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** {@code TABLE[i]} = ⌊2^63 · P(|x| ≤ i)⌋, up to the first that is 2^63−1. */
    private static final long[] TABLE = cumulativeTable();

    private static final int SEED_BYTES = 32;

    private final Xof stream;

    /** Seeds a stream. */
    public GaussianSampler(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        stream = Xof.shake256(seed);
        Arrays.fill(seed, (byte) 0);
    }

    /** Fills {@code out} with independent samples; their magnitude is below 10σ. */
    public void fill(int[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = fromUniform(stream.next(Long.BYTES));
        }
    }

    /** The sample that 64 uniform bits give: the lowest is the sign, the others the place in the table. */
    static int fromUniform(long bits) {
        long place = bits >>> 1;
        long magnitude = 0;
        for (long bound : TABLE) {
            // 1 exactly when place ≥ bound: both are below 2^63, so the difference cannot overflow.
            magnitude += 1 + ((place - bound) >> (Long.SIZE - 1));
        }
        int sign = (int) -(bits & 1);
        return ((int) magnitude ^ sign) - sign;
    }

    /** A copy of the table, for tests. */
    static long[] table() {
        return TABLE.clone();
    }

    /** Forgets the stream. */
    @Override
    public void close() {
        stream.erase();
    }

    /** Says nothing about the stream. */
    @Override
    public String toString() {
        return "GaussianSampler[secret]";
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
