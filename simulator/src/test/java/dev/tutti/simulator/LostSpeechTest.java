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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The job is down for longer than its brokers keep an open transaction, so that what it had said and not yet committed is
 * gone: announcements, requests, outcomes, models. It says again what others wait for; the rounds go on.
 *
 * <p>A savepoint makes the gap certain: what was said up to it is committed only by the checkpoint after it, which never
 * comes.
 */
class LostSpeechTest {
    private static final int TRANSACTION_TIMEOUT = 4_000;
    /** The next checkpoint is far enough away to be sure that it does not come between savepoint and kill. */
    private static final int CHECKPOINT_INTERVAL = 1_500;

    private static final RoundTiming LIMITS = new RoundTiming(15_000, 100, 8_000, 8_000, 60_000, 60_000);
    private static final DemoOptions TWO_ROUNDS = new DemoOptions("fitness", 9, 2, 0, 8, 0, null, 12, null, true);

    @ParameterizedTest
    @EnumSource(names = {"ANNOUNCED", "SEALED", "CERTIFIED", "PUBLISHED"})
    void whatAnAbortedTransactionHeldIsSaidAgainOrTheRoundBurns(Moment lost) throws Exception {
        Circumstances shortTransactions = Circumstances.AS_ASKED
                .withTiming(LIMITS)
                .withJob(job ->
                        job.with(CHECKPOINT_INTERVAL, job.limits().withTransactionTimeoutMillis(TRANSACTION_TIMEOUT)));
        try (Simulation road = Simulation.start(TWO_ROUNDS, Silence.progress(), shortTransactions);
                LogWatch watch =
                        new LogWatch(KafkaCluster.at(road.cluster().bootstrapServers()), Simulation.topics())) {
            assertThat(watch.await(1, lost, 1, Duration.ofSeconds(60))).isTrue();
            Path savepoint = road.cluster().savepoint();
            road.cluster().killJob();
            Thread.sleep(TRANSACTION_TIMEOUT + 3_000);
            road.cluster().restartJob(Optional.of(savepoint));

            RoundReport first = road.next(() -> {}).report();
            RoundReport second = road.next(() -> {}).report();
            assertThat(first.getRound()).isEqualTo(1);
            assertThat(first.getStatus() == RoundStatus.COMPLETED
                            || !first.getReason().isEmpty())
                    .isTrue();
            assertThat(second.getRound()).isEqualTo(2);
            assertThat(second.getStatus()).isEqualTo(RoundStatus.COMPLETED);
            if (lost == Moment.PUBLISHED) {
                assertThat(first.getStatus()).isEqualTo(RoundStatus.COMPLETED);
                assertThat(second.getModelVersion()).isEqualTo(2);
            }
            assertThat(road.audit()).allMatch(AuditedRound::isIdentical);
            List<String> violations =
                    OneCohort.violations(road.committedLog(), road.uncommittedLog(), Simulation.topics());
            assertThat(violations).isEmpty();
        }
    }

    @Test
    void aStateOlderThanWhatWasAnnouncedIsRefused() throws Exception {
        Circumstances limits = Circumstances.AS_ASKED.withTiming(LIMITS);
        DemoOptions threeRounds = new DemoOptions("fitness", 9, 3, 0, 8, 0, null, 13, null, true);
        try (Simulation road = Simulation.start(threeRounds, Silence.progress(), limits);
                LogWatch watch =
                        new LogWatch(KafkaCluster.at(road.cluster().bootstrapServers()), Simulation.topics())) {
            assertThat(watch.await(1, Moment.UPDATED, 1, Duration.ofSeconds(60)))
                    .isTrue();
            Path old = road.cluster().savepoint();
            road.next(() -> {});
            road.next(() -> {});
            road.cluster().killJob();
            road.cluster().restartJob(Optional.of(old));

            assertThat(road.jobEnded().get(60, TimeUnit.SECONDS))
                    .contains("TUTTI-1204", "which was announced; the restored one knows rounds up to");
            assertThat(OneCohort.violations(road.committedLog(), road.uncommittedLog(), Simulation.topics()))
                    .isEmpty();
        }
    }
}
