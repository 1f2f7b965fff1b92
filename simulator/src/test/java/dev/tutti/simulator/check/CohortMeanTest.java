package dev.tutti.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CohortMeanTest {
    @Test
    void everyCohortCountsByItsWeightAndTheMeanIsRoundedOnce() {
        float third = 1f / 3;
        CohortMean large = new CohortMean(new float[] {1, third}, 3_000_000_007L);
        CohortMean small = new CohortMean(new float[] {-1, 0.1f}, 3);

        float[] together = CohortMean.together(List.of(large, small));

        assertThat(together).containsExactly((float) ((3_000_000_007.0 - 3) / 3_000_000_010.0), (float)
                (((double) third * 3_000_000_007L + (double) 0.1f * 3) / 3_000_000_010L));
    }

    @Test
    void aSingleCohortStaysAsItIsToTheBit() {
        float[] mean = {0.1f, Float.MIN_VALUE, -0f};

        assertThat(CohortMean.together(List.of(new CohortMean(mean, 7)))).isSameAs(mean);
    }
}
