package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.fixture.DishonestDevice;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.OutlierCheck;
import dev.tutti.secagg.unmask.OutlierCheck.Outlier;
import dev.tutti.secagg.unmask.OutlierCheck.Reason;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A device masks values that no honest one has. Nothing about its update is wrong that anybody could see: its shares are
 * good, and the sum opens with every verification passed. The opened sum itself is what gives the cohort away.
 */
final class FalsifiedSumTest {
    private final Population population = new Population(13);

    @Test
    void aSumBeyondItsCohortsRangeIsAnOutlier() {
        for (Terms terms : List.of(Terms.of(8, 1), Terms.overTwoPrimes(8, 1))) {
            Round round = new Round(population, terms);
            int[] slots = honest(round);
            slots[100] = 4 * 127 + 1 + 127;
            assertThat(opened(round, slots)).map(Outlier::reason).contains(Reason.PARAMETER_RANGE);
        }
    }

    @Test
    void aSumWithinItsRangeButTooLongIsAnOutlier() {
        Round round = new Round(population, Terms.of(8, 1));
        int[] slots = honest(round);
        for (int i = VectorLayout.CONTROL_SLOTS; i < slots.length; i++) {
            slots[i] = 100;
        }
        assertThat(opened(round, slots)).map(Outlier::reason).contains(Reason.NORM);
    }

    @Test
    void aControlValueNobodyHasIsAnOutlier() {
        Round round = new Round(population, Terms.of(8, 1));
        int[] slots = honest(round);
        slots[VectorLayout.EVALUATION_CORRECT] = 1;
        assertThat(opened(round, slots)).map(Outlier::reason).contains(Reason.CONTROL_RANGE);
    }

    @Test
    void theSameCohortWithoutTheLieIsNone() {
        Round round = new Round(population, Terms.of(8, 1));
        assertThat(opened(round, honest(round))).isEmpty();
    }

    /** A zero update. */
    private static int[] honest(Round round) {
        int[] slots = new int[round.layout().totalSlots()];
        for (int slice = 0; slice < round.layout().slices(); slice++) {
            slots[round.layout().firstSlotOf(slice) + VectorLayout.COUNT] = 1;
            slots[round.layout().firstSlotOf(slice) + VectorLayout.WEIGHT] = 127;
        }
        return slots;
    }

    /** What the check says of slice 0 of a cohort of three zero updates and one with these slots. */
    private Optional<Outlier> opened(Round round, int[] slots) {
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            updates.add(round.contribute(population.enrol(), honest(round)));
        }
        MaskedUpdate model = round.contributions(1, new Random(1)).get(0);
        updates.add(new DishonestDevice(population, round.announcement())
                .contributing(model, slots, (member, shares) -> shares));
        List<MaskedUpdate> sealed = Round.sorted(updates);
        CommitteeOpening.Recovered recovered = (CommitteeOpening.Recovered)
                CommitteeOpening.recover(round.announcement(), 4, round.open(round.certify(sealed)));
        SliceSum sum = ((SliceOpening.Opened) SliceOpening.open(
                        round.announcement(), 0, round.maskedSum(sealed, 0), recovered.secretSum(), 4))
                .sum();
        return new OutlierCheck(round.announcement(), 4).check(sum);
    }
}
