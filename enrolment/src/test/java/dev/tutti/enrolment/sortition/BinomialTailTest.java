package dev.tutti.enrolment.sortition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BinomialTailTest {
    private static final MathContext DIGITS = new MathContext(80);
    private static final long ONE = 1L << Threshold.BITS;

    @Test
    void tailsAreThoseOfPlainSummation() {
        for (int n : new int[] {1, 2, 7, 50, 300, 2000}) {
            for (double p : new double[] {1e-9, 1e-4, 0.003, 0.02, 0.3, 0.5, 0.97}) {
                Threshold threshold = new Threshold((long) (p * ONE));
                BigDecimal[] pmf = pmf(n, threshold);
                for (int t = 0; t <= Math.min(n, 150); t += t < 12 ? 1 : 13) {
                    double expected = log2(above(pmf, t));
                    double found = BinomialTail.log2Above(n, threshold, t);
                    if (expected == Double.NEGATIVE_INFINITY) {
                        assertThat(found).isEqualTo(expected);
                    } else {
                        assertThat(found).as("n %d, p %s, t %d", n, p, t).isCloseTo(expected, within(2e-9));
                    }
                }
            }
        }
    }

    @Test
    void theSmallestThresholdIsTheOneThatPlainSummationFinds() {
        for (int n : new int[] {1, 5, 40, 200, 1000, 3000}) {
            for (double p : new double[] {1e-8, 1e-4, 0.001, 0.004, 0.02}) {
                Threshold threshold = new Threshold((long) (p * ONE));
                BigDecimal[] pmf = pmf(n, threshold);
                BigDecimal limit = BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(40)));
                int t = 0;
                while (above(pmf, t).compareTo(limit) >= 0) {
                    t++;
                }
                assertThat(BinomialTail.smallest(n, threshold, 40, 128))
                        .as("n %d, p %s", n, p)
                        .isEqualTo(t <= 128 ? OptionalInt.of(t) : OptionalInt.empty());
            }
        }
    }

    @Test
    void theEdgesAreExact() {
        Threshold all = new Threshold(ONE);
        assertThat(BinomialTail.log2Above(10, all, 9)).isZero();
        assertThat(BinomialTail.log2Above(10, all, 10)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(BinomialTail.log2Above(10, new Threshold(0), 0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(BinomialTail.log2Above(0, all, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(BinomialTail.smallest(10, all, 40, 128)).hasValue(10);
        assertThat(BinomialTail.smallest(0, all, 40, 128)).hasValue(0);
        assertThat(BinomialTail.smallest(2_000_000_000, new Threshold(ONE / 2), 40, 128))
                .isEmpty();
        assertThat(BinomialTail.log2Above(Integer.MAX_VALUE, Threshold.of(64, Integer.MAX_VALUE), 256))
                .isBetween(-1.1, -0.9);
    }

    @Test
    void whatCommitteesWithstandAmongAMillionDevices() {
        // The most corrupt members by the thresholds, then the most corrupt devices in a million.
        assertThat(IntStream.of(8, 16, 32, 64, 128)
                        .mapToObj(m -> m + " members: t " + SortitionPlan.most(m) + ", corrupt "
                                + SortitionPlan.mostCorruptDevices(m, 1_000_000)))
                .containsExactly(
                        "8 members: t 2, corrupt 6",
                        "16 members: t 3, corrupt 35",
                        "32 members: t 6, corrupt 510",
                        "64 members: t 11, corrupt 2142",
                        "128 members: t 22, corrupt 6318");
    }

    private static BigDecimal[] pmf(int n, Threshold threshold) {
        BigDecimal one = BigDecimal.valueOf(ONE);
        BigDecimal p = BigDecimal.valueOf(threshold.numerator()).divide(one, DIGITS);
        BigDecimal q = BigDecimal.valueOf(ONE - threshold.numerator()).divide(one, DIGITS);
        BigDecimal[] pmf = new BigDecimal[n + 1];
        pmf[0] = q.pow(n, DIGITS);
        for (int k = 0; k < n; k++) {
            pmf[k + 1] = pmf[k].multiply(BigDecimal.valueOf(n - k), DIGITS)
                    .multiply(p, DIGITS)
                    .divide(BigDecimal.valueOf(k + 1).multiply(q, DIGITS), DIGITS);
        }
        return pmf;
    }

    private static BigDecimal above(BigDecimal[] pmf, int t) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = pmf.length - 1; k > t; k--) {
            sum = sum.add(pmf[k], DIGITS);
        }
        return sum;
    }

    /** Numbers here can be far below what a double holds. */
    private static double log2(BigDecimal value) {
        if (value.signum() == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        int exponent = value.precision() - value.scale();
        double mantissa = value.scaleByPowerOfTen(-exponent).doubleValue();
        return (Math.log(mantissa) + exponent * Math.log(10)) / Math.log(2);
    }
}
