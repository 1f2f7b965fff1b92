package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Planned parameters have room for the noise that every device adds before it masks, and for heavy weights. */
final class NoisedSumTest {
    private static final int CONTRIBUTORS = 60;
    private static final double SIGMA = 40;
    private static final int MAX_WEIGHT = 1000;

    @Test
    void sumsOfNoisedExtremesAndFullWeightsAreExactOverOnePrimeAndTwo() {
        ParameterRequest request = new ParameterRequest(CONTRIBUTORS, 8, 20_000, 8, 1, SIGMA, MAX_WEIGHT);
        for (List<RingParameters> rings : List.of(ParameterSets.rings(), ParameterSets.twoPrimeRings())) {
            ProtocolParameters plan = ParameterPlanner.plan(request, rings);
            // Values with noise reach 60·127 + 400·√60 and weights 60,000: without either, 14 bits would do.
            assertThat(plan.slotBits()).isEqualTo(17);
            Encoding encoding = new Encoding(
                    20_000,
                    8,
                    1,
                    1,
                    plan.slotBits(),
                    plan.slotsPerCoefficient(),
                    4,
                    4,
                    WeightFunction.UNIFORM,
                    MAX_WEIGHT,
                    false);
            for (int extreme : new int[] {127, -127}) {
                sumIsExact(plan.ring(), encoding, extreme);
            }
        }
    }

    private static void sumIsExact(RingParameters ring, Encoding encoding, int extreme) {
        long bound = ParameterSets.deviceBound(
                encoding, new PrivacyConfiguration(NoiseMechanism.DISCRETE_GAUSSIAN, SIGMA, 1, 1e-5));
        SlotPacking packing = SlotPacking.of(encoding, ring);
        Random noise = new Random(extreme);
        long[] a = PublicPolynomials.expand(Digest.zero(), 0, ring);
        long[] sum = new long[ring.residues()];
        long[] message = new long[ring.residues()];
        int[] slots = new int[ring.degree() * encoding.slotsPerCoefficient()];
        long[] expected = new long[slots.length];
        int[] secret = new int[ring.degree()];
        int[] secretSum = new int[ring.degree()];
        int[] error = new int[ring.degree()];
        try (GaussianSampler sampler = new GaussianSampler(Population.seeded(1))) {
            for (int device = 0; device < CONTRIBUTORS; device++) {
                for (int i = 0; i < slots.length; i++) {
                    slots[i] = i % 7 == 0 ? MAX_WEIGHT : extreme + (int) Math.round(noise.nextGaussian() * SIGMA);
                    assertThat((long) slots[i]).isBetween(-bound, bound);
                    expected[i] += slots[i];
                }
                packing.pack(slots, 0, message);
                sampler.fill(secret);
                sampler.fill(error);
                LatticeMask mask = LatticeMask.of(ring, encoding.plaintextBits(), secret);
                byte[] chunk = PolynomialPacking.pack(mask.mask(a, error, message), ring);
                SliceAccumulator.add(sum, 0, chunk, ring);
                Arrays.setAll(secretSum, i -> secretSum[i] + secret[i]);
            }
        }
        Arrays.setAll(sum, i -> sum[i] % ring.primes().get(i / ring.degree()));
        LatticeMask.of(ring, encoding.plaintextBits(), secretSum).unmask(a, sum);
        long[] opened = new long[slots.length];
        packing.unpack(sum, opened, 0);
        assertThat(opened).containsExactly(expected);
    }
}
