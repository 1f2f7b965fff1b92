package dev.tutti.connectors.kafka.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.schemas.round.LogTick;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job's way in and out, over a real broker and a real cluster: event time, ticks, exactly once. */
// A watermark that is held back shows as a wait without end, in a place that does not heed an interrupt.
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // Flink's iterators declare that closing may be interrupted.
final class LogRoadTest {

    private static final int PARALLELISM = 2;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(8)
            .build());

    @TempDir
    static Path directory;

    private static @Nullable EmbeddedKafka running;

    private Topics topics = new Topics("unused");

    @BeforeAll
    static void startBroker() throws Exception {
        running = EmbeddedKafka.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker().close();
    }

    @BeforeEach
    void createTopics(TestInfo test) {
        topics = new Topics(test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT));
        broker().createTopics(topics.all().stream()
                .map(topic -> topic.toNewTopic((short) 1))
                .toList());
    }

    @Test
    void ticksReachEveryPartitionAndMoveTheTimeOfSilentTopics() throws Exception {
        StreamExecutionEnvironment environment = environment(null);
        LogTicker.add(environment, cluster(), topics, List.of(topics.updates(), topics.replies()), TICK, "ticker");
        LogSources sources = sources(environment);
        // A silent topic without a say in time sits beside two that only ticks keep alive.
        var watermarks = sources.timed(topics.updates(), PARALLELISM, "updates")
                .union(sources.timed(topics.replies(), PARALLELISM, "replies"))
                .union(sources.untimed(topics.models(), 1, "models"))
                .process(new WatermarkWatch(), WatermarkWatch.TYPE)
                .uid("watch");
        try (CloseableIterator<WatermarkWatch.Seen> seen = watermarks.executeAndCollect("ticks")) {
            long firstTime = Long.MIN_VALUE;
            while (true) {
                WatermarkWatch.Seen next = seen.next();
                assertThat(next.watermark()).isLessThan(System.currentTimeMillis());
                if (firstTime == Long.MIN_VALUE) {
                    firstTime = next.watermark();
                } else if (next.watermark() > firstTime + 1_000) {
                    break;
                }
            }
        }
        for (String topic : List.of(topics.updates(), topics.replies())) {
            Map<Integer, Integer> ticks = new HashMap<>();
            TopicReader.readCommitted(cluster(), topic).forEach(message -> {
                RecordCodec.decode(message.value(), LogTick.class);
                ticks.merge(message.partition(), 1, Integer::sum);
            });
            assertThat(ticks).containsOnlyKeys(0, 1, 2, 3);
            assertThat(ticks.values()).allMatch(count -> count >= 5);
        }
    }

    @Test
    void recordsCarryTheBrokersTimePartitionAndOffset() throws Exception {
        TopicReader.write(cluster(), topics.updates(), 40);
        StreamExecutionEnvironment environment = environment(null);
        var places = sources(environment)
                .timed(topics.updates(), PARALLELISM, "updates")
                .map(record -> record.partition() + "@" + record.offset() + "=" + record.logTimeMillis(), Types.STRING)
                .uid("places");
        Set<String> read = new HashSet<>();
        try (CloseableIterator<String> iterator = places.executeAndCollect("places")) {
            while (read.size() < 40) {
                read.add(iterator.next());
            }
        }
        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(TopicReader.readCommitted(cluster(), topics.updates()).stream()
                        .map(message -> message.partition() + "@" + message.offset() + "=" + message.timestamp())
                        .toList());
    }

    @Test
    void everyMessageIsSaidOnceThoughACheckpointFailsAndTheJobStartsOver() throws Exception {
        FailOnce.arm(topics.prefix());
        TopicReader.write(cluster(), topics.checkIns(), 1_000);
        JobClient job = echo(environment(null), PARALLELISM);
        await().atMost(LONG_ENOUGH).until(() -> FailOnce.hasFailed(topics.prefix()));
        TopicReader.write(cluster(), topics.checkIns(), 1_000, 500);
        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(committed()).hasSize(1_500));
        job.cancel().get();
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(numbers(0, 1_500));
        // The failure was real: what the failed attempt wrote lies in the log, aborted.
        assertThat(TopicReader.readUncommitted(cluster(), topics.receipts()).size())
                .isGreaterThan(1_500);
    }

    @Test
    void everyMessageIsSaidOnceThoughTheJobIsStoppedAndRestoredAtAnotherParallelism() throws Exception {
        TopicReader.write(cluster(), topics.checkIns(), 500);
        JobClient first = echo(environment(null), 1);
        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(committed()).isNotEmpty());
        String savepoint = first.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        TopicReader.write(cluster(), topics.checkIns(), 500, 500);
        JobClient second = echo(environment(savepoint), 4);
        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(committed()).hasSize(1_000));
        second.cancel().get();
        assertThat(committed()).containsExactlyInAnyOrderElementsOf(numbers(0, 1_000));
    }

    /** A job that repeats every check-in as a receipt, and fails once where a test has armed it. */
    private JobClient echo(StreamExecutionEnvironment environment, int parallelism) throws Exception {
        environment.setParallelism(parallelism);
        sources(environment)
                .timed(topics.checkIns(), parallelism, "check-ins")
                .map(new FailOnce(topics.prefix()))
                .returns(LogRecord.TYPE)
                .uid("fail-once")
                .map(new Repeat(topics.receipts()))
                .returns(Said.TYPE)
                .uid("repeat")
                .sinkTo(SaidSink.exactlyOnce(cluster(), topics, topics.prefix(), Duration.ofHours(1)))
                .uid("said");
        return environment.executeAsync("echo");
    }

    private List<Long> committed() {
        return TopicReader.sequences(TopicReader.readCommitted(cluster(), topics.receipts()));
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private LogSources sources(StreamExecutionEnvironment environment) {
        return new LogSources(environment, cluster(), topics, "road");
    }

    private static StreamExecutionEnvironment environment(@Nullable String savepoint) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        if (savepoint != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        environment.setParallelism(PARALLELISM);
        return environment;
    }

    private static KafkaCluster cluster() {
        return KafkaCluster.at(broker().bootstrapServers());
    }

    private static EmbeddedKafka broker() {
        EmbeddedKafka broker = running;
        if (broker == null) {
            throw new IllegalStateException("expected a running broker");
        }
        return broker;
    }
}
