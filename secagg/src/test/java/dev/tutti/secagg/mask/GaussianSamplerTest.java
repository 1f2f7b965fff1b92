package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.fixture.Population;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What four million samples look like. Each test says how often it would refuse a sampler that is right; over all of them
 * that is about once in ninety thousand seeds, and the seed is fixed.
 */
final class GaussianSamplerTest {
    private static final int SAMPLES = 1 << 22;
    private static final double SIGMA = GaussianSampler.SIGMA;

    /** A normal variable is five standard deviations from its mean with probability 5.8·10^−7. */
    private static final double FIVE = 5;

    private static int[] samples = {};

    @BeforeAll
    static void draw() {
        samples = samples(Population.seeded(11), SAMPLES);
    }

    /** False reject: 5.8·10^−7. */
    @Test
    void theMeanIsZero() {
        assertThat(Arrays.stream(samples).average().orElseThrow())
                .isCloseTo(0, within(FIVE * SIGMA / Math.sqrt(SAMPLES)));
    }

    /** False reject: 5.8·10^−7; the mean of x² has variance 2σ⁴/n, as for a normal variable to 10^−30. */
    @Test
    void theVarianceIsSigmaSquared() {
        assertThat(meanOfProducts(0)).isCloseTo(SIGMA * SIGMA, within(FIVE * SIGMA * SIGMA * Math.sqrt(2.0 / SAMPLES)));
    }

    /** False reject: 2·10^−6, the two ends of χ² with 52 degrees of freedom at 10^−6 each (Wilson and Hilferty). */
    @Test
    void theFrequenciesPassChiSquare() {
        int edge = 26;
        long[] counts = new long[2 * edge + 1];
        for (int sample : samples) {
            counts[Math.max(-edge, Math.min(edge, sample)) + edge]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < counts.length; i++) {
            int x = i - edge;
            double expected =
                    SAMPLES * (Math.abs(x) < edge ? DiscreteGaussian.probability(x) : DiscreteGaussian.tail(edge) / 2);
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        assertThat(chiSquare).isBetween(quantile(52, -4.7534), quantile(52, 4.7534));
    }

    /** False reject: below 3·10^−6, three counts at five standard deviations; the smallest, 279, is a little skewed. */
    @Test
    void theTailsAreAsHeavyAsTheyShouldBe() {
        for (int x : new int[] {13, 20, 26}) {
            double expected = SAMPLES * DiscreteGaussian.tail(x);
            long count = Arrays.stream(samples).filter(s -> Math.abs(s) >= x).count();
            assertThat((double) count).as("|x| ≥ " + x).isCloseTo(expected, within(FIVE * Math.sqrt(expected)));
        }
    }

    /** False reject: 1.5·10^−6 for one at 47 or beyond, 6·10^−8 for none at 30 or beyond. */
    @Test
    void theLargestSampleIsWhereFourMillionPutIt() {
        assertThat(SAMPLES * DiscreteGaussian.tail(47)).isLessThan(1.5e-6);
        assertThat(SAMPLES * DiscreteGaussian.tail(30)).isGreaterThan(16.5);
        assertThat(Arrays.stream(samples).map(Math::abs).max().orElseThrow()).isBetween(30, 46);
    }

    /** False reject: 2.9·10^−6, five correlations, each with variance σ⁴/n. */
    @Test
    void neighboursAndPlacesOfABlockApartAreIndependent() {
        for (int lag : new int[] {1, 2, 8, CumulativeTable.BLOCK, 1024}) {
            assertThat(meanOfProducts(lag))
                    .as("lag " + lag)
                    .isCloseTo(0, within(FIVE * SIGMA * SIGMA / Math.sqrt(SAMPLES - lag)));
        }
    }

    @Test
    void anyLengthIsFilledToItsEnd() {
        for (int length : new int[] {0, 1, 511, 512, 513, 2048, 2049}) {
            int[] filled = new int[length + 1];
            Arrays.fill(filled, 1000);
            int[] part = Arrays.copyOf(filled, length);
            try (GaussianSampler sampler = new GaussianSampler(Population.seeded(3))) {
                sampler.fill(part);
            }
            assertThat(Arrays.stream(part).allMatch(s -> Math.abs(s) < 64)).isTrue();
        }
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
        int[] drawn = new int[n];
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            sampler.fill(drawn);
        }
        return drawn;
    }

    private static double meanOfProducts(int lag) {
        long sum = 0;
        for (int i = lag; i < samples.length; i++) {
            sum += (long) samples[i] * samples[i - lag];
        }
        return (double) sum / (samples.length - lag);
    }

    /** Of χ² with so many degrees of freedom, at so many standard deviations of a normal variable. */
    private static double quantile(int freedom, double normal) {
        double root = 1 - 2.0 / (9 * freedom) + normal * Math.sqrt(2.0 / (9 * freedom));
        return freedom * root * root * root;
    }
}
