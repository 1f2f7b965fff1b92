package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.fixture.Population;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GaussianSamplerTest {
    private static final int SAMPLES = 1 << 20;
    private static final double TWO_TO_63 = Math.scalb(1.0, 63);

    @Test
    void theTableIsTheCumulativeDistributionOfTheMagnitude() {
        long[] table = GaussianSampler.table();
        double cumulative = 0;
        for (int i = 0; i < table.length; i++) {
            cumulative += probability(i) * (i == 0 ? 1 : 2);
            assertThat(table[i] / TWO_TO_63).isCloseTo(cumulative, within(1e-15));
        }
        assertThat(table).isSorted();
        // The next magnitude would have less than one chance in 2^63.
        assertThat(table.length).isBetween(56, 64);
        assertThat(Long.MAX_VALUE - table[table.length - 1]).isLessThan(1000);
    }

    @Test
    void theTableIsReadCorrectlyAtItsEdges() {
        long first = GaussianSampler.table()[0];
        assertThat(GaussianSampler.fromUniform(0)).isZero();
        assertThat(GaussianSampler.fromUniform((first - 1) << 1)).isZero();
        assertThat(GaussianSampler.fromUniform(first << 1)).isEqualTo(1);
        assertThat(GaussianSampler.fromUniform(first << 1 | 1)).isEqualTo(-1);
        assertThat(GaussianSampler.fromUniform(-2L)).isEqualTo(GaussianSampler.table().length);
        assertThat(GaussianSampler.fromUniform(-1L)).isEqualTo(-GaussianSampler.table().length);
    }

    @Test
    void meanVarianceAndChiSquareAreThoseOfTheDiscreteGaussian() {
        int[] samples = samples(Population.seeded(11), SAMPLES);
        double mean = Arrays.stream(samples).average().orElseThrow();
        double variance = Arrays.stream(samples)
                .mapToDouble(x -> (double) x * x)
                .average()
                .orElseThrow();
        // Five standard errors: σ/√n and σ²·√(2/n).
        assertThat(mean).isCloseTo(0, within(5 * 6.4 / Math.sqrt(SAMPLES)));
        assertThat(variance).isCloseTo(6.4 * 6.4, within(5 * 6.4 * 6.4 * Math.sqrt(2.0 / SAMPLES)));

        int edge = 24;
        long[] counts = new long[2 * edge + 1];
        for (int sample : samples) {
            counts[Math.max(-edge, Math.min(edge, sample)) + edge]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = SAMPLES * binProbability(i - edge, edge);
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        // 48 degrees of freedom: 48 ± 9.8; above 100 once in a hundred thousand generators.
        assertThat(chiSquare).isBetween(20.0, 100.0);
    }

    @Test
    void noSampleReachesTenStandardDeviations() {
        assertThat(GaussianSampler.table().length).isLessThan(64);
    }

    @Test
    void twoSamplersDoNotRepeatEachOther() {
        SecureRandom random = new SecureRandom();
        assertThat(samples(random, 64)).isNotEqualTo(samples(random, 64));
    }

    @Test
    void theSeedIsErasedOnceItIsUsed() {
        List<byte[]> drawn = new ArrayList<>();
        SecureRandom remembering = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 7);
                drawn.add(bytes);
            }
        };
        try (GaussianSampler sampler = new GaussianSampler(remembering)) {
            sampler.fill(new int[8]);
        }
        assertThat(drawn).isNotEmpty().allSatisfy(seed -> assertThat(seed).containsOnly(0));
    }

    @Test
    void aClosedSamplerHasForgottenItsStream() {
        assertThat(afterClosing(1)).isEqualTo(afterClosing(2));
    }

    @Test
    void aSamplerSaysNothingAboutItsStream() {
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(1))) {
            assertThat(sampler).hasToString("GaussianSampler[secret]");
        }
    }

    /** What a closed sampler of that seed still gives, if anything. */
    private static String afterClosing(long seed) {
        GaussianSampler sampler = new GaussianSampler(Population.seeded(seed));
        int[] samples = new int[64];
        sampler.fill(samples);
        sampler.close();
        try {
            sampler.fill(samples);
            return Arrays.toString(samples);
        } catch (RuntimeException e) {
            return "refused";
        }
    }

    private static int[] samples(SecureRandom random, int n) {
        int[] samples = new int[n];
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            sampler.fill(samples);
        }
        return samples;
    }

    /** Everything at or beyond an edge counts as the edge. */
    private static double binProbability(int x, int edge) {
        if (Math.abs(x) < edge) {
            return probability(x);
        }
        double tail = 0;
        for (int i = edge; i < 100; i++) {
            tail += probability(i);
        }
        return tail;
    }

    private static double probability(int x) {
        double total = 0;
        for (int i = -100; i <= 100; i++) {
            total += Math.exp(-i * i / (2 * 6.4 * 6.4));
        }
        return Math.exp(-x * x / (2 * 6.4 * 6.4)) / total;
    }
}
