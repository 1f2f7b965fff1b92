package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.simulator.chaos.ChaosResult;
import org.junit.jupiter.api.Test;

/**
 * The job loses its TaskManager, or is gone altogether, at seeded moments of every round: while updates come in, after the
 * seal, between votes, between replies, after unmasking. Whatever it says afterwards is what its log says.
 * {@code ./tutti chaos} does the same fifty times.
 */
class ChaosTest {
    private static final ChaosOptions SIX_RUNS = new ChaosOptions(6, 9, 5, null, 1);

    @Test
    void whateverIsStruckWhenEveryRoundIsWhatItsLogSays() throws Exception {
        ChaosResult result = new Chaos(SIX_RUNS, Silence.progress()).run();

        assertThat(result.differences()).isEmpty();
        assertThat(result.ends().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(6);
        assertThat(result.ends()).containsKey("COMPLETED");
    }

    @Test
    void subCohortsThatAreStruckTogetherEndAsTheirLogsSay() throws Exception {
        ChaosOptions threeRuns = new ChaosOptions(3, 20, 6, null, 2);

        ChaosResult result = new Chaos(threeRuns, Silence.progress()).run();

        assertThat(result.differences()).isEmpty();
        assertThat(result.ends().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(2 * 3);
        assertThat(result.ends()).containsKey("COMPLETED");
    }
}
