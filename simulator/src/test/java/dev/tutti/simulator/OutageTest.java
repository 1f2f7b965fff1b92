package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.AuditedRound;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.simulator.chaos.LogWatch;
import dev.tutti.simulator.chaos.Moment;
import dev.tutti.simulator.chaos.OneCohort;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The whole job is down for longer than a phase may last. When it comes back it reads what was said meanwhile before any
 * deadline rings, because deadlines are instants of the log: nobody who was in time is late.
 */
class OutageTest {
    private static final int DEVICES = 9;
    private static final RoundTiming SHORT = new RoundTiming(8_000, 100, 6_000, 5_000, 60_000, 60_000);
    private static final DemoOptions ONE_ROUND = new DemoOptions("fitness", DEVICES, 1, 0, 8, 0, null, 3, null, true);

    @Test
    void downForLongerThanTheWindowTheJobSealsEverybodyWhoWasInTime() throws Exception {
        RoundReport report = roundWithOutageAfter(Moment.UPDATED, 2, SHORT.collectMillis() + 1_000);

        assertThat(report.getStatus()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(report.getSealed()).isEqualTo(DEVICES);
        assertThat(report.getSealedAtMillis()).isGreaterThan(report.getClosedAtMillis() + 1_000);
    }

    @Test
    void downForLongerThanTheUnmaskLimitTheJobUsesTheRepliesThatWait() throws Exception {
        RoundReport report = roundWithOutageAfter(Moment.REPLIED, 1, SHORT.unmaskMillis() + 1_000);

        assertThat(report.getStatus()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(report.getUnmaskedAtMillis()).isGreaterThan(report.getCertifiedAtMillis() + SHORT.unmaskMillis());
    }

    private static RoundReport roundWithOutageAfter(Moment moment, int nth, long outageMillis) throws Exception {
        try (Simulation road =
                        Simulation.start(ONE_ROUND, Silence.progress(), Circumstances.AS_ASKED.withTiming(SHORT));
                LogWatch watch =
                        new LogWatch(KafkaCluster.at(road.cluster().bootstrapServers()), Simulation.topics())) {
            assertThat(watch.await(1, moment, nth, Duration.ofSeconds(60))).isTrue();
            road.cluster().killJob();
            Thread.sleep(outageMillis);
            road.cluster().restartJob();

            ObservedRound observed = road.next(() -> {});
            SealedRound sealed = SealedRound.of(
                    observed.announcement(), observed.report(), road.fleet().updatesOf(observed.report()));
            assertThat(new ExactCheck(road.artifacts()).difference(sealed, observed.aggregates()))
                    .isEmpty();
            assertThat(road.audit()).hasSize(1).allMatch(AuditedRound::isIdentical);
            assertThat(OneCohort.violations(road.committedLog(), road.uncommittedLog(), Simulation.topics()))
                    .isEmpty();
            return observed.report();
        }
    }
}
