package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.WeightFunction;
import dev.tutti.secagg.unmask.OutlierCheck.Outlier;
import dev.tutti.secagg.unmask.OutlierCheck.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums in the clear: what is checked is what an opened cohort shows. */
final class OutlierCheckTest {
    private static final int DIMENSION = 5000;

    private final Terms terms = Terms.of(8, 1);
    private final List<Seat> seats =
            new Round(new Population(1), terms).announcement().seats();

    /** Every direction the same, every weight, every size of cohort: the hardest honest sums. */
    @Test
    void honestCohortsPassWhateverTheyHaveInCommon() {
        for (float valueRange : new float[] {0.05f, 0.5f, 2f}) {
            Announcement announcement = terms.withEncoding(encoding(valueRange)).announce(seats);
            Trials.run(20, random -> {
                int n = 1 + random.nextInt(40);
                float[] common = gaussian(random, random.nextInt(3) == 0 ? 1 : DIMENSION);
                List<SliceSum> sums = sums(announcement, n, random, common);
                OutlierCheck check = new OutlierCheck(announcement, n);
                assertThat(check.check(sums)).isEmpty();
                sums.forEach(sum -> assertThat(check.check(sum)).isEmpty());
            });
        }
    }

    @Test
    void aParameterBeyondTheCohortsValuesIsAnOutlier() {
        Announcement announcement = terms.announce(seats);
        List<SliceSum> sums = sums(announcement, 5, new Random(1), new float[DIMENSION]);
        OutlierCheck check = new OutlierCheck(announcement, 5);
        // Five values of at most 127.
        sums.get(0).parameters()[17] = 635;
        assertThat(check.check(sums)).isEmpty();
        sums.get(0).parameters()[17] = -636;
        assertThat(check.check(sums)).contains(new Outlier(Reason.PARAMETER_RANGE, 636, 635));
    }

    @Test
    void aParameterBeyondTheCohortsClippingIsAnOutlierThoughItsValuesCouldBeSoLarge() {
        // Clipped to 0.25 of a range of 0.5, n devices at full weight reach n·63.5 and round up n times.
        Announcement announcement = terms.withEncoding(
                        new Encoding(DIMENSION, 8, 0.25f, 0.5f, 15, 2, 1, 1, WeightFunction.EXAMPLES, 127, true))
                .announce(seats);
        List<SliceSum> sums = sums(announcement, 4, new Random(1), new float[DIMENSION]);
        OutlierCheck check = new OutlierCheck(announcement, 4);
        double bound = 63.5 * sums.get(0).weight() / 127 + 4;
        sums.get(0).parameters()[0] = (long) bound + 1;
        assertThat(check.check(sums)).contains(new Outlier(Reason.PARAMETER_RANGE, (long) bound + 1, bound));
    }

    @Test
    void aCohortWhoseParametersAreAllInRangeIsAnOutlierByItsNorm() {
        Announcement announcement = terms.announce(seats);
        List<SliceSum> sums = sums(announcement, 5, new Random(1), new float[DIMENSION]);
        for (SliceSum sum : sums) {
            Arrays.fill(sum.parameters(), 127);
        }
        OutlierCheck check = new OutlierCheck(announcement, 5);
        assertThat(check.check(sums)).map(Outlier::reason).contains(Reason.NORM);
        Outlier found = check.check(sums.get(0)).orElseThrow();
        assertThat(found.reason()).isEqualTo(Reason.NORM);
        assertThat(found.found()).isGreaterThan(found.bound());
        assertThat(OutlierCheck.squaredNorm(sums.get(0)))
                .isEqualTo(127.0 * 127 * sums.get(0).parameters().length);
    }

    @Test
    void slicesThatWeighDifferentlyAreAnOutlierThoughEachIsInRange() {
        Announcement announcement = terms.announce(seats);
        List<SliceSum> sums = new ArrayList<>(sums(announcement, 5, new Random(1), new float[DIMENSION]));
        OutlierCheck check = new OutlierCheck(announcement, 5);
        SliceSum last = sums.get(sums.size() - 1);
        long lighter = last.weight() - 1;
        SliceSum other = new SliceSum(last.slice(), last.count(), lighter, 0, 0, 0, 0, 0, last.parameters());
        sums.set(sums.size() - 1, other);
        assertThat(check.check(other)).isEmpty();
        assertThat(check.check(sums)).contains(new Outlier(Reason.CONTROL_RANGE, lighter, last.weight()));
    }

    @Test
    void aNormSpreadOverSlicesIsFoundThoughNoSliceHasTooMuch() {
        Announcement announcement = terms.announce(seats);
        List<SliceSum> sums = sums(announcement, 100, new Random(1), new float[DIMENSION]);
        OutlierCheck check = new OutlierCheck(announcement, 100);
        long slice = 1;
        while (check.check(filled(sums, 0, slice + 1).get(0)).isEmpty()
                && check.check(filled(sums, 1, slice + 1).get(1)).isEmpty()) {
            slice++;
        }
        for (SliceSum sum : sums) {
            Arrays.fill(sum.parameters(), slice);
            assertThat(check.check(sum)).isEmpty();
        }
        assertThat(check.check(sums)).map(Outlier::reason).contains(Reason.NORM);
    }

    @Test
    void controlValuesThatNoCohortSumsToAreOutliers() {
        Announcement announcement = terms.announce(seats);
        OutlierCheck check = new OutlierCheck(announcement, 3);
        long[] none = new long[10];
        assertThat(check.check(new SliceSum(0, 3, 381, 381, 381, 0, 0, 0, none)))
                .isEmpty();
        assertThat(check.check(new SliceSum(0, 3, 381, 30, 20, 29, 128, 0, none)))
                .isEmpty();
        for (SliceSum wrong : List.of(
                new SliceSum(0, 3, 382, 0, 0, 0, 0, 0, none),
                new SliceSum(0, 3, 300, 382, 0, 0, 0, 0, none),
                new SliceSum(0, 3, 300, -1, 0, 0, 0, 0, none),
                new SliceSum(0, 3, 300, 10, 11, 0, 0, 0, none),
                new SliceSum(0, 3, 300, 10, -1, 0, 0, 0, none),
                new SliceSum(0, 3, 300, 10, 5, -1, 200, 0, none),
                new SliceSum(0, 3, 300, 10, 5, 1, -1, 0, none),
                new SliceSum(0, 3, 300, 10, 5, 10, 1, 0, none),
                new SliceSum(1, 3, 300, 1, 0, 0, 0, 0, none))) {
            assertThat(check.check(wrong)).map(Outlier::reason).contains(Reason.CONTROL_RANGE);
        }
    }

    @Test
    void withoutEvaluationItsSlotsAreEmpty() {
        Encoding silent = new Encoding(DIMENSION, 8, 1f, 0.5f, 15, 2, 1, 1, WeightFunction.EXAMPLES, 127, false);
        OutlierCheck check = new OutlierCheck(terms.withEncoding(silent).announce(seats), 3);
        assertThat(check.check(new SliceSum(0, 3, 300, 1, 0, 0, 0, 0, new long[10])))
                .map(Outlier::reason)
                .contains(Reason.CONTROL_RANGE);
    }

    @Test
    void announcedNoiseIsAllowedForAndNoMore() {
        int n = 25;
        double sigma = 4;
        PrivacyConfiguration noise = new PrivacyConfiguration(NoiseMechanism.DISCRETE_GAUSSIAN, sigma, 1, 1e-5);
        OutlierCheck noised = new OutlierCheck(terms.withPrivacy(noise).announce(seats), n);
        OutlierCheck clear = new OutlierCheck(terms.announce(seats), n);
        Trials.run(20, random -> {
            float[] common = gaussian(random, DIMENSION);
            List<SliceSum> sums = sums(terms.announce(seats), n, random, common);
            for (SliceSum sum : sums) {
                for (int i = 0; i < sum.parameters().length; i++) {
                    sum.parameters()[i] += Math.round(random.nextGaussian() * sigma * Math.sqrt(n));
                }
            }
            assertThat(noised.check(sums)).isEmpty();
        });
        List<SliceSum> sums = sums(terms.announce(seats), n, new Random(1), new float[DIMENSION]);
        sums.get(0).parameters()[3] = 25 * 127 + 200;
        assertThat(clear.check(sums)).map(Outlier::reason).contains(Reason.PARAMETER_RANGE);
        sums.get(0).parameters()[3]++;
        assertThat(noised.check(sums)).map(Outlier::reason).isPresent();
    }

    /** 25 devices at full weight, σ_noise = 4, clip norm 1 of a range of 0.5: κ = 254. */
    @Test
    void boundsWithNoiseAreThoseOfTheSpecification() {
        PrivacyConfiguration noise = new PrivacyConfiguration(NoiseMechanism.DISCRETE_GAUSSIAN, 4, 1, 1e-5);
        OutlierCheck check = new OutlierCheck(terms.withPrivacy(noise).announce(seats), 25);
        long[] parameters = new long[1000];
        SliceSum sum = new SliceSum(1, 25, 25 * 127, 0, 0, 0, 0, 0, parameters);
        parameters[5] = 25 * 127 + 10 * 4 * 5;
        assertThat(check.check(sum)).isEmpty();
        parameters[5]++;
        assertThat(check.check(sum)).contains(new Outlier(Reason.PARAMETER_RANGE, 3376, 3375));
        Arrays.fill(parameters, 300);
        Outlier norm = check.check(sum).orElseThrow();
        assertThat(norm.reason()).isEqualTo(Reason.NORM);
        double spread = Math.sqrt(1000 + 2 * Math.sqrt(1000 * 50) + 2 * 50);
        assertThat(norm.bound()).isCloseTo(254 * 25 + (2.5 + 4 * 5) * spread, within(1e-6));
        assertThat(norm.found()).isCloseTo(300 * Math.sqrt(1000), within(1e-6));
    }

    @Test
    void aSumWithoutSlicesIsRefused() {
        OutlierCheck check = new OutlierCheck(terms.announce(seats), 3);
        assertThatThrownBy(() -> check.check(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Encoding encoding(float valueRange) {
        return new Encoding(DIMENSION, 8, 1f, valueRange, 15, 2, 1, 1, WeightFunction.EXAMPLES, 127, true);
    }

    private static List<SliceSum> filled(List<SliceSum> sums, int slice, long value) {
        Arrays.fill(sums.get(slice).parameters(), value);
        return sums;
    }

    /** What n devices encode that all trained the same update, far beyond the clip norm, with weights of their own. */
    private static List<SliceSum> sums(Announcement announcement, int n, Random random, float[] common) {
        Encoding encoding = announcement.encoding();
        VectorLayout layout = VectorLayout.of(encoding, announcement.ring());
        long[] total = new long[layout.totalSlots()];
        for (int device = 0; device < n; device++) {
            EvaluationSums evaluation = new EvaluationSums(random.nextInt(300), 0, random.nextDouble() * 20);
            int[] slots =
                    new UpdateEncoder(encoding, layout).encode(common, 16 + random.nextInt(112), evaluation, random);
            Arrays.setAll(total, i -> total[i] + slots[i]);
        }
        List<SliceSum> sums = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            int first = layout.firstSlotOf(slice);
            long[] slots = Arrays.copyOfRange(total, first, first + layout.slotsPerPolynomial());
            sums.add(UpdateDecoder.read(slots, slice, layout, encoding));
        }
        return sums;
    }

    /** As many coordinates as asked for, the rest zero. */
    private static float[] gaussian(Random random, int coordinates) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < coordinates; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
