package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LatticeMaskTest {
    private static final int N = ParameterSets.DEGREE;

    /** At n = n_max, every device puts the same extreme into every slot, with honest errors. */
    @ParameterizedTest
    @CsvSource({"128, 8, 127", "128, 8, -127", "1024, 8, 127", "1024, 8, -127", "1024, 4, -7", "1024, 16, 32767"})
    void theSumOfTheMostContributorsAtTheirExtremesIsExact(int contributors, int bits, int extreme) {
        ProtocolParameters plan = ParameterPlanner.plan(new ParameterRequest(contributors, bits, 10_000, 8, 1, 0, 1));
        NumberTheoreticTransform transform = new NumberTheoreticTransform(plan.ring());
        int plaintextBits = plan.slotBits() * plan.slotsPerCoefficient();
        SlotPacking packing = new SlotPacking(plan.slotBits(), plan.slotsPerCoefficient());
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, plan.ring());
        int[] slots = new int[N * plan.slotsPerCoefficient()];
        Arrays.fill(slots, extreme);
        long[] message = new long[N];
        packing.pack(slots, 0, message);

        long[] sum = new long[N];
        int[] secretSum = new int[N];
        long[] errorSum = new long[N];
        int[] secret = new int[N];
        int[] error = new int[N];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(contributors))) {
            for (int i = 0; i < contributors; i++) {
                sampler.fill(secret);
                sampler.fill(error);
                long[] c = new LatticeMask(transform, plaintextBits, secret).mask(a, error, message);
                for (int j = 0; j < N; j++) {
                    sum[j] = transform.modulus().add(sum[j], c[j]);
                    secretSum[j] += secret[j];
                    errorSum[j] += error[j];
                }
            }
        }
        long[] residue = new LatticeMask(transform, plaintextBits, secretSum).unmask(a, sum);
        long[] opened = new long[slots.length];
        packing.unpack(sum, opened, 0);
        assertThat(opened).containsOnly((long) contributors * extreme);
        assertThat(residue).containsExactly(errorSum);
    }

    /** Not honest errors but the worst that pass the check: |E| = ⌈10·σ·√n⌉ everywhere, T·E + M at its largest. */
    @ParameterizedTest
    @CsvSource({"128, 8", "1024, 8", "1024, 4", "1024, 16", "10000, 8"})
    void residuesAtTheBoundDoNotWrapAround(int contributors, int bits) {
        ProtocolParameters plan = ParameterPlanner.plan(new ParameterRequest(contributors, bits, 10_000, 8, 1, 0, 1));
        int plaintextBits = plan.slotBits() * plan.slotsPerCoefficient();
        long bound = (long) Math.floor(64 * Math.sqrt(contributors));
        for (long sign : new long[] {1, -1}) {
            long extreme = sign * ((1L << (plaintextBits - 1)) - 1);
            int[] error = new int[N];
            Arrays.fill(error, (int) (sign * bound));
            long[] message = new long[N];
            Arrays.fill(message, extreme);
            LatticeMask mask = LatticeMask.of(plan.ring(), plaintextBits, new int[N]);
            long[] c = mask.mask(new long[N], error, message);
            assertThat(mask.unmask(new long[N], c)).containsOnly(sign * bound);
            assertThat(c).containsOnly(extreme);
        }
    }

    @Test
    void oneWrongCoefficientOfTheSecretMakesTheResidueUniform() {
        RingParameters ring = new RingParameters(N, 562949953392641L);
        int[] secret = new int[N];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(4))) {
            sampler.fill(secret);
        }
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);
        long[] c = LatticeMask.of(ring, 36, secret).mask(a, new int[N], new long[N]);
        assertThat(LatticeMask.of(ring, 36, secret).unmask(a, c.clone())).containsOnly(0);

        secret[1000] -= 1;
        long[] residue = LatticeMask.of(ring, 36, secret).unmask(a, c.clone());
        // q/2T = 4096: a uniform residue is beyond 65, the bound for one device, in 98 of 100 coefficients.
        long beyond = Arrays.stream(residue).filter(e -> Math.abs(e) > 65).count();
        assertThat(beyond).isGreaterThan(N * 9 / 10);
    }

    @Test
    void theDifferenceOfTwoMessagesUnderOneSecretLeaks() {
        // Why a secret is never used twice: the public part cancels and what is left is small.
        RingParameters ring = new RingParameters(N, 562949953392641L);
        int[] secret = new int[N];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(4))) {
            sampler.fill(secret);
        }
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);
        long[] m = new long[N];
        m[3] = 77;
        long[] one = LatticeMask.of(ring, 36, secret).mask(a, new int[N], m);
        long[] other = LatticeMask.of(ring, 36, secret).mask(a, new int[N], new long[N]);
        assertThat(one[3] - other[3]).isIn(77L, 77L - ring.modulus());
    }

    @Test
    void everyModulusIsAnOddPrimeAndThereforeCoprimeToT() {
        for (RingParameters ring : ParameterSets.rings()) {
            BigInteger q = BigInteger.valueOf(ring.modulus());
            assertThat(q.isProbablePrime(100)).isTrue();
            assertThat(q.gcd(BigInteger.TWO.pow(53))).isEqualTo(BigInteger.ONE);
            assertThat(ring.modulus() % (2 * N)).isEqualTo(1);
        }
        for (RingParameters ring : ParameterSets.twoPrimeRings()) {
            assertThat(ring.product().gcd(BigInteger.TWO.pow(106))).isEqualTo(BigInteger.ONE);
            assertThat(ring.product().bitLength()).isEqualTo(ring.coefficientBits());
            for (RingParameters channel : ring.channels()) {
                assertThat(BigInteger.valueOf(channel.modulus()).isProbablePrime(100))
                        .isTrue();
                assertThat(channel.modulus() % (2 * ring.degree())).isEqualTo(1);
            }
        }
    }

    @Test
    void aClosedMaskHasForgottenItsSecret() {
        int[] secret = new int[N];
        Arrays.fill(secret, 3);
        RingParameters ring = ParameterSets.rings().get(0);
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);
        LatticeMask mask = LatticeMask.of(ring, 10, secret);
        assertThat(mask.mask(a, new int[N], new long[N])).isNotEqualTo(new long[N]);
        mask.close();
        assertThat(mask.mask(a, new int[N], new long[N])).containsOnly(0);
    }

    @Test
    void aMaskSaysNothingAboutItsSecret() {
        assertThat(LatticeMask.of(ParameterSets.rings().get(0), 10, new int[N])).hasToString("LatticeMask[secret]");
    }
}
