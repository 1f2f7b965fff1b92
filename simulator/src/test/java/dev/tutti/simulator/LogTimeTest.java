package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.simulator.chaos.LogWatch;
import dev.tutti.simulator.chaos.Moment;
import dev.tutti.simulator.fleet.Disruption;
import dev.tutti.simulator.fleet.DisruptionPlan;
import dev.tutti.simulator.fleet.SeededDisruptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rounds end by the clock of the log, whatever that clock goes through. */
class LogTimeTest {
    private static final RoundTiming SHORT = new RoundTiming(6_000, 100, 6_000, 6_000, 60_000, 60_000);

    @Test
    void whereNobodySaysAnythingRoundsStillClose() throws Exception {
        DemoOptions twoRounds = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 4, null, true);
        Circumstances nobodyInRoundOne =
                Circumstances.AS_ASKED.withTiming(SHORT).withDisruptions(LogTimeTest::everybodyAwayInRoundOne);
        try (Simulation road = Simulation.start(twoRounds, Silence.progress(), nobodyInRoundOne)) {
            // Updates and replies hold nothing but ticks, check-ins and models nothing new.
            RoundReport empty = road.next(() -> {}).report();
            assertThat(empty.getStatus()).isEqualTo(RoundStatus.BURNED);
            assertThat(empty.getReason()).isEqualTo("TOO_FEW_CONTRIBUTORS");
            assertThat(empty.getUploaded()).isZero();

            assertThat(road.next(() -> {}).report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(road.audit()).hasSize(2).allMatch(AuditedRound::isIdentical);
        }
    }

    @Test
    void aLogClockThatStepsBackInMidRoundLosesNobody() throws Exception {
        DemoOptions twoRounds = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 6, null, true);
        try (Simulation road =
                        Simulation.start(twoRounds, Silence.progress(), Circumstances.AS_ASKED.withTiming(SHORT));
                LogWatch watch =
                        new LogWatch(KafkaCluster.at(road.cluster().bootstrapServers()), Simulation.topics())) {
            assertThat(watch.await(1, Moment.UPDATED, 3, Duration.ofSeconds(60)))
                    .isTrue();
            road.cluster().brokerClock().step(-1_500);
            RoundReport first = road.next(() -> {}).report();
            assertThat(watch.await(2, Moment.VOTED, 2, Duration.ofSeconds(60))).isTrue();
            road.cluster().brokerClock().step(-1_500);
            RoundReport second = road.next(() -> {}).report();

            assertThat(first.getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(second.getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(first.getSealed() + first.getLate()).isEqualTo(9);
            assertThat(second.getSealed() + second.getLate()).isEqualTo(9);
            assertThat(road.audit()).hasSize(2).allMatch(AuditedRound::isIdentical);
        }
    }

    private static DisruptionPlan everybodyAwayInRoundOne(SeededDisruptions otherwise) {
        return new DisruptionPlan() {
            @Override
            public Disruption of(int device, long round) {
                return round == 1 ? Disruption.BEFORE_TRAINING : otherwise.of(device, round);
            }

            @Override
            public boolean isSilent(int device, long round) {
                return otherwise.isSilent(device, round);
            }
        };
    }
}
