package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.AssignmentState;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.simulator.check.CapturedUpdate;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.fleet.Disruption;
import dev.tutti.simulator.fleet.DisruptionPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The whole road on a page: a broker, the real job on a Flink cluster, and devices that run the real SDK. A device trains
 * and speaks once; a committee votes on the sealed cohort and opens its sum; the model moves; and what was unmasked is, to
 * the bit, what the devices would have summed in the clear.
 */
class WholeRoadTest {
    private static final DemoOptions TWELVE_DEVICES =
            new DemoOptions("fitness", 12, 3, 0.25, 8, 0.1, null, 7, null, true);

    @Test
    void devicesTrainAModelAndNobodySeesAnUpdate() throws Exception {
        try (Simulation road = Simulation.start(TWELVE_DEVICES, Silence.progress())) {
            long version = 0;
            double accuracyBefore = 0;
            double accuracyAfter = 0;
            for (int round = 1; round <= TWELVE_DEVICES.rounds(); round++) {
                // Nine of twelve devices report; three drop out: before training, after it, and in mid-upload.
                ObservedRound observed = road.next(() -> {});
                RoundReport report = observed.report();
                List<CapturedUpdate> updates = road.fleet().updatesOf(report);
                SealedRound sealed = SealedRound.of(observed.announcement(), report, updates);

                assertThat(report.getRound()).isEqualTo(round);
                assertThat(road.fleet().announced(round)).isEqualTo(12);
                if (!sealed.isCompleted()) {
                    // Too many of eight decryptors kept silent: burned with its reason, and the model stands still.
                    assertThat(report.getReason()).isIn("NO_QUORUM", "TOO_FEW_REPLIES");
                    assertThat(report.getModelVersion()).isEqualTo(version);
                    continue;
                }
                assertThat(report.getSealed()).isEqualTo(9);
                assertThat(report.getVotes()).isGreaterThanOrEqualTo(5);
                assertThat(report.getReplies()).isGreaterThanOrEqualTo(4);
                assertThat(report.getModelVersion()).isEqualTo(++version);
                assertThat(report.getMaxMaskResidue()).isLessThanOrEqualTo(report.getResidueBound());

                // What came out is the plain sum of the sealed cohort, bit for bit, in both slices of the model.
                assertThat(observed.aggregates()).hasSize(2);
                assertThat(new ExactCheck(road.artifacts()).difference(sealed, observed.aggregates()))
                        .isEmpty();

                // Every device that is not in the sum has exactly one reason.
                assertThat(road.fleet().dropped(report).values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(3);
                assertThat(road.fleet().dropped(report))
                        .containsEntry("not eligible, did not train (IN_USE)", 1)
                        .containsEntry("trained, then not eligible (IN_USE)", 1);
                accuracyAfter = accuracy(report);
                accuracyBefore = version == 1 ? accuracyAfter : accuracyBefore;
            }
            assertThat(version).isPositive();
            assertThat(accuracyAfter).isGreaterThanOrEqualTo(accuracyBefore);
        }
    }

    @Test
    void aCommitteeThatKeepsSilentBurnsTheRoundAndEverybodyContributesToTheNext() throws Exception {
        DemoOptions twoRounds = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 8, null, true);
        try (Simulation road = Simulation.start(
                twoRounds,
                Silence.progress(),
                Circumstances.AS_ASKED.withDisruptions(WholeRoadTest::silentInRoundOne))) {
            ObservedRound burned = road.next(() -> {});

            assertThat(burned.report().getStatus()).isEqualTo(RoundStatus.BURNED);
            assertThat(burned.report().getReason()).isEqualTo("NO_QUORUM");
            assertThat(burned.report().getSealed()).isEqualTo(9);
            assertThat(burned.report().getModelVersion()).isZero();
            assertThat(burned.aggregates()).isEmpty();
            // Their masked bytes have left: these updates go to no other round, ever.
            assertThat(road.fleet().fates(burned.report())).containsOnly(Map.entry(AssignmentState.SPENT, 9));
            assertThat(road.fleet().dropped(burned.report()))
                    .containsOnly(Map.entry("spent on a burned round (NO_QUORUM)", 9));

            ObservedRound next = road.next(() -> {});

            assertThat(next.report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(next.report().getSealed()).isEqualTo(9);
            assertThat(road.fleet().fates(next.report())).containsOnly(Map.entry(AssignmentState.ACCEPTED, 9));
            SealedRound sealed = SealedRound.of(
                    next.announcement(), next.report(), road.fleet().updatesOf(next.report()));
            assertThat(new ExactCheck(road.artifacts()).difference(sealed, next.aggregates()))
                    .isEmpty();
            // Not the old updates again: each device trained anew, in an order of its own.
            List<Long> before = seeds(road.fleet().updatesOf(burned.report()));
            assertThat(seeds(sealed.updates())).doesNotContainAnyElementsOf(before);
        }
    }

    private static List<Long> seeds(List<CapturedUpdate> updates) {
        return updates.stream().map(CapturedUpdate::shuffleSeed).toList();
    }

    private static DisruptionPlan silentInRoundOne(DisruptionPlan otherwise) {
        return new DisruptionPlan() {
            @Override
            public Disruption of(int device, long round) {
                return otherwise.of(device, round);
            }

            @Override
            public boolean isSilent(int device, long round) {
                return round == 1 || otherwise.isSilent(device, round);
            }
        };
    }

    private static double accuracy(RoundReport report) {
        return (double) report.getEvaluationCorrect() / report.getEvaluationExamples();
    }
}
