package dev.tutti.secagg.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class UpdateEncoderTest {
    private static final RingParameters RING = new RingParameters(8, 12289);
    /** 16 slots a polynomial, 10 parameters a slice: 25 parameters make slices of 10, 10 and 5. */
    private static final Encoding ENCODING =
            new Encoding(25, 8, 1f, 0.5f, 12, 2, 1, 1, WeightFunction.EXAMPLES, 127, true);

    private static final VectorLayout LAYOUT = VectorLayout.of(ENCODING, RING);
    private static final UpdateEncoder ENCODER = new UpdateEncoder(ENCODING, LAYOUT);

    @Test
    void everySliceStartsWithItsControlSlotsAndOnlyTheFirstEvaluates() {
        int[] slots = ENCODER.encode(new float[25], 50, new EvaluationSums(20, 13, 0.75), new Random(1));
        assertThat(Arrays.copyOfRange(slots, 0, 6)).containsExactly(1, 50, 20, 13, 0, 120);
        assertThat(Arrays.copyOfRange(slots, 16, 22)).containsExactly(1, 50, 0, 0, 0, 0);
        assertThat(Arrays.copyOfRange(slots, 32, 38)).containsExactly(1, 50, 0, 0, 0, 0);
        assertThat(slots).hasSize(48);
    }

    @Test
    void parametersFollowInOrderAndTheRestIsZero() {
        float[] delta = new float[25];
        for (int i = 0; i < 25; i++) {
            delta[i] = (i - 12) * 0.5f / 127;
        }
        int[] slots = ENCODER.encode(delta, 127, EvaluationSums.NONE, always(0.5));
        for (int i = 0; i < 25; i++) {
            assertThat(slots[LAYOUT.slotOfParameter(i)]).isEqualTo(i - 12);
        }
        assertThat(Arrays.copyOfRange(slots, 43, 48)).containsOnly(0);
    }

    @Test
    void anUpdateIsClippedToItsNorm() {
        float[] delta = new float[25];
        delta[0] = 3;
        delta[1] = -4;
        // Scaled to 0.6 and −0.8, then cut to the range of 0.5.
        int[] slots = ENCODER.encode(delta, 127, EvaluationSums.NONE, always(0.99));
        assertThat(slots[6]).isEqualTo(127);
        assertThat(slots[7]).isEqualTo(-127);
        Encoding wide = new Encoding(25, 8, 1f, 1f, 12, 2, 1, 1, WeightFunction.EXAMPLES, 127, true);
        slots = new UpdateEncoder(wide, LAYOUT).encode(delta, 127, EvaluationSums.NONE, always(0.5));
        assertThat(slots[6]).isEqualTo(76);
        assertThat(slots[7]).isEqualTo(-102);
    }

    @Test
    void roundingIsUnbiased() {
        float[] delta = new float[25];
        Arrays.fill(delta, 0.3f * 0.5f / 127);
        Random random = new Random(7);
        long sum = 0;
        for (int i = 0; i < 4000; i++) {
            int[] slots = ENCODER.encode(delta, 127, EvaluationSums.NONE, random);
            for (int j = 0; j < 25; j++) {
                assertThat(slots[LAYOUT.slotOfParameter(j)]).isBetween(0, 1);
                sum += slots[LAYOUT.slotOfParameter(j)];
            }
        }
        // Five standard errors of 100,000 draws.
        assertThat(sum / 100_000.0).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / 100_000)));
    }

    @Test
    void theSameGeneratorGivesTheSameSlots() {
        float[] delta = new float[25];
        Arrays.fill(delta, 0.01234f);
        assertThat(ENCODER.encode(delta, 90, EvaluationSums.NONE, new Random(9)))
                .containsExactly(ENCODER.encode(delta, 90, EvaluationSums.NONE, new Random(9)));
    }

    @Test
    void aLighterUpdateIsScaledByItsWeight() {
        float[] delta = new float[25];
        delta[0] = 0.5f * 100 / 127;
        Encoding even = new Encoding(25, 8, 1f, 0.5f, 12, 2, 1, 1, WeightFunction.EXAMPLES, 100, false);
        int[] slots = new UpdateEncoder(even, LAYOUT).encode(delta, 50, EvaluationSums.NONE, always(0.5));
        assertThat(slots[6]).isEqualTo(50);
    }

    @Test
    void noControlSlotExceedsTheBoundOfAParameter() {
        for (int bits : new int[] {2, 4, 8, 16}) {
            Encoding encoding = new Encoding(25, bits, 1f, 0.5f, 20, 2, 1, 1, WeightFunction.EXAMPLES, 1, true);
            for (double loss : new double[] {0, 3, 16, 1e9, Double.NaN, Double.POSITIVE_INFINITY, -1}) {
                int[] slots = new UpdateEncoder(encoding, LAYOUT)
                        .encode(new float[25], 1, new EvaluationSums(1_000_000, 999_999, loss), new Random(1));
                assertThat(Arrays.stream(slots).map(Math::abs).max().orElseThrow())
                        .isLessThanOrEqualTo(encoding.maxValue());
                assertThat(slots[VectorLayout.EVALUATION_CORRECT])
                        .isLessThanOrEqualTo(slots[VectorLayout.EVALUATION_EXAMPLES]);
            }
        }
    }

    @Test
    void theLossSurvivesItsTwoLimbs() {
        long[] sums = new long[16];
        double expected = 0;
        Random random = new Random(3);
        for (int device = 0; device < 100; device++) {
            double loss = random.nextDouble() * 5;
            int[] slots = ENCODER.encode(new float[25], 127, new EvaluationSums(100, 1, loss), random);
            Arrays.setAll(sums, i -> sums[i] + slots[i]);
            expected += 100 * loss;
        }
        SliceSum sum = UpdateDecoder.read(sums, 0, LAYOUT, ENCODING);
        assertThat(sum.evaluationLossSum()).isCloseTo(expected, within(100 / 16.0));
        assertThat(sum.evaluationExamples()).isEqualTo(10_000);
        assertThat(sum.count()).isEqualTo(100);
    }

    @Test
    void theMeanIsWeightedAndInTheUnitsOfTheUpdate() {
        long[] sums = new long[16];
        float[] first = new float[25];
        float[] second = new float[25];
        first[0] = 0.5f * 64 / 127;
        second[0] = -0.5f * 32 / 127;
        for (var update : new Object[][] {{first, 127}, {second, 127}}) {
            int[] slots = ENCODER.encode((float[]) update[0], (int) update[1], EvaluationSums.NONE, always(0.5));
            Arrays.setAll(sums, i -> sums[i] + slots[i]);
        }
        float[] mean = UpdateDecoder.meanDelta(UpdateDecoder.read(sums, 0, LAYOUT, ENCODING), ENCODING);
        assertThat(mean).hasSize(10);
        assertThat(mean[0]).isCloseTo(0.5f * 16 / 127, within(1e-6f));
    }

    @Test
    void aValueThatIsNotFiniteIsRefused() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] delta = new float[25];
            delta[24] = bad;
            assertThatThrownBy(() -> ENCODER.encode(delta, 127, EvaluationSums.NONE, new Random(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWeightOutsideTheClosedListIsRefused() {
        assertThatThrownBy(() -> ENCODER.encode(new float[25], 15, EvaluationSums.NONE, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ENCODER.encode(new float[25], 128, EvaluationSums.NONE, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePublishedFormIsControlSlotsThenParametersBigEndian() {
        SliceSum sum = new SliceSum(2, 1, 2, 3, 4, 5, 6, 0, new long[] {-1});
        byte[] bytes = sum.toBytes();
        assertThat(bytes).hasSize(56);
        assertThat(Arrays.copyOf(bytes, 8)).containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(Arrays.copyOfRange(bytes, 48, 56)).containsOnly(-1);
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
