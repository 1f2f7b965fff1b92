package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

final class PublicPolynomialsTest {
    private static final Digest COHORT = Digest.sha256(new byte[] {1});

    @Test
    void theFirstCoefficientIsTheFirstNumberOfTheHash() {
        RingParameters ring = new RingParameters(2048, 562949953392641L);
        SHAKEDigest shake = new SHAKEDigest(128);
        shake.update(COHORT.bytes(), 0, 32);
        shake.update(new byte[] {0, 0, 1, 2}, 0, 4);
        byte[] first = new byte[7];
        shake.doOutput(first, 0, 7);
        long expected = 0;
        for (byte b : first) {
            expected = expected << 8 | (b & 0xff);
        }
        assertThat(PublicPolynomials.expand(COHORT, 258, ring)[0]).isEqualTo(expected & ((1L << 49) - 1));
    }

    @Test
    void everyCoefficientIsBelowTheModulusAndTheirMeanIsHalfOfIt() {
        for (RingParameters ring : ParameterSets.rings()) {
            long[] a = PublicPolynomials.expand(COHORT, 0, ring);
            assertThat(a).hasSize(2048);
            assertThat(Arrays.stream(a).allMatch(x -> x >= 0 && x < ring.modulus()))
                    .isTrue();
            double mean = Arrays.stream(a).asDoubleStream().average().orElseThrow() / ring.modulus();
            assertThat(mean).isCloseTo(0.5, within(5 / Math.sqrt(12 * 2048)));
        }
    }

    @Test
    void rejectionKeepsASmallModulusUniform() {
        // Of the 16-bit candidates 37 % are not below 40961 and are skipped.
        RingParameters ring = new RingParameters(4096, 40961);
        long[] a = PublicPolynomials.expand(COHORT, 0, ring);
        long upper = Arrays.stream(a).filter(x -> x > 40961 / 2).count();
        assertThat((double) upper / 4096).isCloseTo(0.5, within(5 / (2 * 64.0)));
    }

    @Test
    void anotherCohortOrNumberGivesAnotherPolynomial() {
        RingParameters ring = ParameterSets.rings().get(0);
        long[] a = PublicPolynomials.expand(COHORT, 0, ring);
        assertThat(PublicPolynomials.expand(COHORT, 0, ring)).containsExactly(a);
        assertThat(PublicPolynomials.expand(COHORT, 1, ring)).isNotEqualTo(a);
        assertThat(PublicPolynomials.expand(Digest.zero(), 0, ring)).isNotEqualTo(a);
    }

    @Test
    void withTwoPrimesTheStreamGivesOneAfterTheOther() {
        RingParameters ring = ParameterSets.twoPrimeRings().get(0);
        long[] a = PublicPolynomials.expand(COHORT, 0, ring);
        assertThat(a).hasSize(8192);
        assertThat(Arrays.copyOf(a, 4096)).containsExactly(PublicPolynomials.expand(COHORT, 0, ring.channel(0)));
        long q = ring.channel(1).modulus();
        long[] second = Arrays.copyOfRange(a, 4096, 8192);
        assertThat(Arrays.stream(second).allMatch(x -> x >= 0 && x < q)).isTrue();
        assertThat(second).isNotEqualTo(PublicPolynomials.expand(COHORT, 0, ring.channel(1)));
        double mean = Arrays.stream(second).asDoubleStream().average().orElseThrow() / q;
        assertThat(mean).isCloseTo(0.5, within(5 / Math.sqrt(12 * 4096)));
    }
}
