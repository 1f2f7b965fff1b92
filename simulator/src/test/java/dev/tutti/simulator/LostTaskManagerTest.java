package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.round.RoundReport;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.report.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The job loses its TaskManager, with everything in memory, at moments nobody chose: while updates come in, after the
 * seal, between votes and replies. Rounds go on from the last checkpoint, exactly, or burn with a reason.
 */
class LostTaskManagerTest {
    private static final DemoOptions THREE_ROUNDS = new DemoOptions("fitness", 12, 4, 0, 8, 0, null, 12, null, true);

    @Test
    void roundsGoOnExactlyFromTheLastCheckpoint() throws Exception {
        SplittableRandom moments = new SplittableRandom(THREE_ROUNDS.seed());
        Progress silence =
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
        int completed = 0;
        Set<Long> versions = new HashSet<>();
        try (Simulation road = Simulation.start(THREE_ROUNDS, silence)) {
            for (int round = 1; round <= THREE_ROUNDS.rounds(); round++) {
                Thread.sleep(moments.nextInt(2_500));
                road.cluster().loseTaskManager();
                ObservedRound observed = road.next(() -> {});
                RoundReport report = observed.report();
                assertThat(report.getRound()).isEqualTo(round);
                SealedRound sealed = SealedRound.of(
                        observed.announcement(), report, road.fleet().updatesOf(report));
                if (!sealed.isCompleted()) {
                    assertThat(report.getReason()).isNotEmpty();
                    continue;
                }
                completed++;
                assertThat(versions.add(report.getModelVersion())).isTrue();
                assertThat(new ExactCheck(road.artifacts()).difference(sealed, observed.aggregates()))
                        .isEmpty();
            }
        }
        assertThat(completed).isPositive();
    }
}
