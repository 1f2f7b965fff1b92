package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.chaos.OneCohort;
import dev.tutti.simulator.check.HistoryCheck;
import dev.tutti.simulator.check.PlaintextRun;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.report.DemoFigures;
import dev.tutti.simulator.report.RoundFigures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rounds of several sub-cohorts, and shares sealed to X-Wing keys, on the whole road. */
class SubCohortsOnTheRoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void everySubCohortIsExactAndTogetherTheyMoveTheModelAsTheirUpdatesWouldInTheClear() throws Exception {
        int devices = 24;
        DemoOptions options =
                new DemoOptions("fitness", devices, 3, 0.125, 8, 0, null, 21, null, true).withSubCohorts(2);
        try (Simulation road = Simulation.start(options, Silence.progress())) {
            RoundWatch watch = watch(road);
            List<RoundReport> reports = new ArrayList<>();
            for (int number = 1; number <= options.rounds(); number++) {
                WholeRound round = road.nextWhole(() -> {});
                reports.addAll(round.reports());
                watch.add(round);

                assertThat(round.number()).isEqualTo(number);
                assertThat(round.reports())
                        .extracting(RoundReport::getSubCohort)
                        .containsExactly(0, 1);
                assertThat(round.reports()).allMatch(report -> report.getSubCohorts() == 2);
                // One step to one version, whatever completed.
                assertThat(round.reports()).extracting(RoundReport::getStatus).containsOnly(RoundStatus.COMPLETED);
                assertThat(round.reports()).allMatch(report -> report.getModelVersion() == round.number());
                // Two committees of eight, and nobody sits in both.
                assertThat(seats(round)).hasSize(2 * 8);
                // A device contributes to one sub-cohort, and no operator chose which.
                List<ByteBuffer> contributors = new ArrayList<>();
                round.reports().forEach(report -> contributors.addAll(report.getContributors()));
                assertThat(contributors).doesNotHaveDuplicates().hasSizeGreaterThan(devices / 2);
            }

            DemoFigures figures = watch.figures(options.seed());
            assertThat(figures.rounds())
                    .hasSize(6)
                    .allMatch(cohort -> cohort.exact().orElse(false));
            assertThat(figures.finalAccuracy())
                    .isEqualTo(figures.plaintextAccuracy())
                    .isPresent();
            for (RoundFigures cohort : figures.rounds()) {
                assertThat(cohort.heldOutAccuracy()).isEqualTo(cohort.plaintextAccuracy());
            }
            for (int round = 0; round < options.rounds(); round++) {
                int inTheSums = sealed(figures.rounds().get(2 * round))
                        + sealed(figures.rounds().get(2 * round + 1));
                assertThat(dropped(figures.rounds().get(2 * round))
                                + dropped(figures.rounds().get(2 * round + 1)))
                        .as("devices of round %d that are in no sum, each once", round + 1)
                        .isEqualTo(devices - inTheSums);
            }

            assertThat(road.audit()).hasSize(6).allMatch(AuditedRound::isIdentical);
            assertThat(OneCohort.violations(road.committedLog(), road.uncommittedLog(), Simulation.topics()))
                    .isEmpty();
            assertThat(HistoryCheck.differences(road.history(), reports, PATIENCE))
                    .isEmpty();
        }
    }

    @Test
    void sharesSealedToXWingKeysOpenTheSameSums() throws Exception {
        DemoOptions options =
                new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 22, null, true).withSealing(ShareSealing.HPKE_X_WING);
        try (Simulation road = Simulation.start(options, Silence.progress())) {
            RoundWatch watch = watch(road);
            for (int number = 1; number <= options.rounds(); number++) {
                WholeRound round = road.nextWhole(() -> {});
                watch.add(round);

                assertThat(round.only().announcement().sealing()).isEqualTo(ShareSealing.HPKE_X_WING);
                assertThat(round.only().report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
                assertThat(round.only().report().getSealed()).isEqualTo(9);
            }
            DemoFigures figures = watch.figures(options.seed());
            assertThat(figures.exact()).contains(true);
            assertThat(figures.finalAccuracy())
                    .isEqualTo(figures.plaintextAccuracy())
                    .isPresent();
            assertThat(road.audit()).hasSize(2).allMatch(AuditedRound::isIdentical);
        }
    }

    private static RoundWatch watch(Simulation road) {
        PlaintextRun plaintext = new PlaintextRun(road.workload(), road.trainer());
        return new RoundWatch(
                road.running(), Silence.progress(), true, cohorts -> OptionalDouble.of(plaintext.repeat(cohorts)));
    }

    private static Set<Object> seats(WholeRound round) {
        Set<Object> seated = new HashSet<>();
        round.cohorts()
                .forEach(cohort -> cohort.announcement()
                        .seats()
                        .forEach(seat -> seated.add(seat.checkIn().statement().device())));
        return seated;
    }

    private static int sealed(RoundFigures cohort) {
        return cohort.result().sealed();
    }

    private static int dropped(RoundFigures cohort) {
        return cohort.result().dropped().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
