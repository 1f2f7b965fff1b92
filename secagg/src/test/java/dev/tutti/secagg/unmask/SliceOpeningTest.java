package dev.tutti.secagg.unmask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.unmask.SliceOpening.Failed;
import dev.tutti.secagg.unmask.SliceOpening.Opened;
import dev.tutti.secagg.unmask.SliceOpening.Reason;
import dev.tutti.secagg.unmask.SliceOpening.Result;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checks of an opened slice exactly at their bounds, on sums written by hand under a secret of zeros. */
final class SliceOpeningTest {
    private static final int CONTRIBUTORS = 7;

    private final Population population = new Population(31);
    private final Round round = new Round(population, twoPolynomialsPerSlice());
    private final VectorLayout layout = round.layout();
    private final Encoding encoding = round.announcement().encoding();
    private final int degree = round.announcement().ring().degree();

    @Test
    void aSliceOfSeveralPolynomialsOpensWhereverItLies() {
        assertThat(layout.slices()).isEqualTo(2);
        assertThat(layout.polynomialsIn(0)).isEqualTo(2);
        List<int[]> plain = new ArrayList<>();
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            plain.add(round.randomSlots(new Random(i)));
            updates.add(round.contribute(population.enrol(), plain.get(i)));
        }
        updates = Round.sorted(updates);
        var secret = (CommitteeOpening.Recovered)
                CommitteeOpening.recover(round.announcement(), 3, round.open(round.certify(updates)));
        for (int slice = 0; slice < layout.slices(); slice++) {
            SliceSum sum = ((Opened) SliceOpening.open(
                            round.announcement(), slice, round.maskedSum(updates, slice), secret.secretSum(), 3))
                    .sum();
            int first = layout.firstSlotOf(slice) + VectorLayout.CONTROL_SLOTS;
            long[] expected = new long[layout.parametersIn(slice)];
            Arrays.setAll(
                    expected,
                    i -> plain.stream().mapToLong(slots -> slots[first + i]).sum());
            assertThat(sum.parameters()).containsExactly(expected);
        }
    }

    @Test
    void aResidueAtTheBoundPassesAndOneBeyondFails() {
        long bound = ResidueBound.of(CONTRIBUTORS);
        for (int coefficient : new int[] {0, degree - 1, degree, 2 * degree - 1}) {
            for (long sign : new long[] {1, -1}) {
                assertThat(open(honest().residue(coefficient, sign * bound)))
                        .isInstanceOfSatisfying(
                                Opened.class,
                                opened -> assertThat(opened.maxResidue()).isEqualTo(bound));
                assertThat(open(honest().residue(coefficient, sign * (bound + 1))))
                        .isEqualTo(new Failed(Reason.RESIDUE_BOUND));
            }
        }
    }

    @Test
    void theCountIsExactlyTheCohorts() {
        for (int off : new int[] {-CONTRIBUTORS, -1, 1}) {
            assertThat(open(honest().slot(VectorLayout.COUNT, off))).isEqualTo(new Failed(Reason.COUNT));
        }
        assertThat(open(honest())).isInstanceOf(Opened.class);
    }

    @Test
    void aWeightThatHonestDevicesCanSumToPassesAndOneBesideItFails() {
        int least = CONTRIBUTORS * 16;
        int most = CONTRIBUTORS * 127;
        for (int weight : new int[] {least, least + 1, most - 1, most}) {
            assertThat(open(honest().slot(VectorLayout.WEIGHT, weight - most)))
                    .isInstanceOfSatisfying(
                            Opened.class,
                            opened -> assertThat(opened.sum().weight()).isEqualTo(weight));
        }
        for (int weight : new int[] {-most, 0, least - 1, most + 1}) {
            assertThat(open(honest().slot(VectorLayout.WEIGHT, weight - most))).isEqualTo(new Failed(Reason.WEIGHT));
        }
    }

    @Test
    void aSumOfAnyOtherLengthThanTheSlicesIsAMistakeOfTheCaller() {
        int length = 2 * degree;
        for (int other : new int[] {0, degree, length - 1, length + 1, 3 * degree}) {
            assertThatThrownBy(() ->
                            SliceOpening.open(round.announcement(), 0, new long[other], new int[degree], CONTRIBUTORS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("residues of the slice");
        }
    }

    private Result open(Sum sum) {
        return SliceOpening.open(round.announcement(), 0, sum.modQ(), new int[degree], CONTRIBUTORS);
    }

    /** What {@value #CONTRIBUTORS} devices of full weight that learned nothing sum to. */
    private Sum honest() {
        return new Sum(new long[layout.polynomialsIn(0) * degree])
                .slot(VectorLayout.COUNT, CONTRIBUTORS)
                .slot(VectorLayout.WEIGHT, CONTRIBUTORS * 127);
    }

    /** T·E + M, coefficient by coefficient. */
    private final class Sum {
        private final long[] coefficients;

        Sum(long[] coefficients) {
            this.coefficients = coefficients;
        }

        Sum slot(int slot, long added) {
            int k = encoding.slotsPerCoefficient();
            coefficients[slot / k] += added << (encoding.slotBits() * (slot % k));
            return this;
        }

        Sum residue(int coefficient, long added) {
            coefficients[coefficient] += added << encoding.plaintextBits();
            return this;
        }

        long[] modQ() {
            long q = round.announcement().ring().modulus();
            return Arrays.stream(coefficients).map(c -> Math.floorMod(c, q)).toArray();
        }
    }

    /** Three polynomials, the last in a slice of its own. */
    private static Terms twoPolynomialsPerSlice() {
        Terms terms = Terms.of(4, 1);
        Encoding one = terms.encoding();
        int slotsPerPolynomial = terms.ring().degree() * one.slotsPerCoefficient();
        return terms.withEncoding(new Encoding(
                2 * slotsPerPolynomial + 1000,
                one.valueBits(),
                one.clipNorm(),
                one.valueRange(),
                one.slotBits(),
                one.slotsPerCoefficient(),
                2,
                2,
                one.weightFunction(),
                one.maxWeight(),
                one.evaluation()));
    }
}
