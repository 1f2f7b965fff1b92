package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.statement.Announcement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job is away while the devices of several rounds send everything they have, in time and late. Restarted over that
 * backlog it seals the cohorts the log decides; restarted a second time, from the same checkpoint over a copy of the same
 * log, the very same ones.
 */
class BacklogTest {
    private static final List<String> POPULATIONS = List.of("test/one", "test/two", "test/three");
    private static final int IN_TIME = 5;
    private static final int LATE = 1;
    private static final long COLLECT_MILLIS = 12_000;

    @TempDir
    Path dir;

    private final Topics topics = new Topics("backlog");

    @Test
    void aBacklogOfSeveralRoundsIsSealedAsTheLogDecidesEveryTime() throws Exception {
        Path world = dir.resolve("world");
        long lastSent;
        JobConfig config;
        try (EmbeddedKafka broker = EmbeddedKafka.start(world)) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                config = config(broker.bootstrapServers(), fleet);
                Map<String, Announcement> announced = announceAndGoAway(broker, config, fleet);
                for (String population : POPULATIONS) {
                    contribute(announced.get(population), IN_TIME, fleet);
                }
                long closes = announced.values().stream()
                        .mapToLong(round -> round.window().closesAtMillis())
                        .max()
                        .orElseThrow();
                Thread.sleep(Math.max(0, closes - System.currentTimeMillis()) + 100);
                for (String population : POPULATIONS) {
                    contribute(announced.get(population), LATE, fleet);
                }
                lastSent = System.currentTimeMillis();
            }
        }
        Path copy = dir.resolve("copy");
        copy(world, copy);

        Map<String, Sealed> first = sealedOver(world, config);
        Map<String, Sealed> second = sealedOver(copy, config);

        assertThat(first).hasSize(POPULATIONS.size());
        assertThat(first.values()).allMatch(one -> one.contributors() == IN_TIME);
        assertThat(second).isEqualTo(first);
        assertThat(System.currentTimeMillis()).isGreaterThan(lastSent);
    }

    private record Sealed(ByteBuffer root, int contributors) {}

    private Map<String, Announcement> announceAndGoAway(EmbeddedKafka broker, JobConfig config, TestFleet fleet)
            throws Exception {
        JobClient job = start(config, broker.bootstrapServers(), null);
        POPULATIONS.forEach(
                population -> fleet.checkIn(population, TestRound.shape().members()));
        Map<String, Announcement> announced = new HashMap<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (RoundAnnouncement said : all(broker, topics.announcements(), RoundAnnouncement.class)) {
                byte[] bytes = new byte[said.getAnnouncement().remaining()];
                said.getAnnouncement().duplicate().get(bytes);
                announced.put(said.getPopulation(), Announcement.decode(bytes));
            }
            return announced.size() == POPULATIONS.size();
        });
        job.cancel().get();
        return announced;
    }

    private void contribute(@Nullable Announcement round, int devices, TestFleet fleet) throws Exception {
        assertThat(round).isNotNull();
        BadUploads uploads = new BadUploads(round, fleet);
        String population = Objects.requireNonNull(round).round().population();
        for (int i = 0; i < devices; i++) {
            for (BadUploads.Sent sent : uploads.good(uploads.update(fleet.device(population), i))) {
                fleet.send(topics.updates(), sent.key(), sent.value()).get();
            }
        }
    }

    /** Restarts the job from its latest checkpoint over the log in a folder, until every round is sealed. */
    private Map<String, Sealed> sealedOver(Path log, JobConfig config) throws Exception {
        Map<String, Sealed> sealed = new TreeMap<>();
        try (EmbeddedKafka broker = EmbeddedKafka.start(log)) {
            JobClient job = start(config, broker.bootstrapServers(), latestCheckpoint());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (VoteRequest said : all(broker, topics.requests(), VoteRequest.class)) {
                    sealed.put(
                            HexFormat.of().formatHex(said.getAnnouncementHash().array()),
                            new Sealed(
                                    said.getCohortRoot(), said.getContributors().size()));
                }
                return sealed.size() == POPULATIONS.size();
            });
            job.cancel().get();
        }
        return sealed;
    }

    private JobClient start(JobConfig config, String bootstrap, @Nullable Path from) throws Exception {
        Configuration settings = new Configuration();
        // A job that goes on from a checkpoint writes its own beside, so that both restarts find the same one.
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                dir.resolve(from == null ? "checkpoints" : "later").toUri().toString());
        if (from != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString());
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        TuttiJob.build(env, at(bootstrap, config));
        return env.executeAsync("backlog");
    }

    private Path latestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("checkpoints"))) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparing(BacklogTest::modified))
                    .map(Path::getParent)
                    .orElseThrow();
        }
    }

    private static Long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JobConfig at(String bootstrap, JobConfig c) {
        return new JobConfig(
                bootstrap,
                c.topicPrefix(),
                c.artifactRoot(),
                c.operatorKeyFile(),
                c.credentialIssuers(),
                c.platforms(),
                c.transactionalIdPrefix(),
                c.parallelism(),
                c.checkpointMillis(),
                c.tickMillis(),
                c.tasks());
    }

    private JobConfig config(String bootstrap, TestFleet fleet) throws Exception {
        Path key = dir.resolve("operator.key");
        Files.write(key, "11".repeat(32).getBytes(StandardCharsets.US_ASCII));
        List<TaskConfig> tasks = new ArrayList<>();
        for (String population : POPULATIONS) {
            tasks.add(new TaskConfig(
                    population,
                    "task",
                    "00".repeat(32),
                    new InitialModel("00".repeat(32), List.of("none")),
                    TestRound.shape(),
                    TestRound.N_MAX,
                    0,
                    1,
                    TestRound.shape().members(),
                    1,
                    new RoundTiming(COLLECT_MILLIS, 200, 60_000, 60_000, 120_000, 240_000),
                    ServerStep.fedAvg()));
        }
        return new JobConfig(
                bootstrap,
                topics.prefix(),
                dir.resolve("artifacts").toUri().toString(),
                key.toString(),
                List.of(HexFormat.of().formatHex(fleet.issuer.publicKey())),
                List.of("SOFTWARE_DEVELOPMENT"),
                topics.prefix(),
                2,
                200,
                100,
                tasks);
    }

    private <T extends SpecificRecord> List<T> all(EmbeddedKafka broker, String topic, Class<T> type) {
        List<T> found = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < topics.partitionsOf(topic); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    SpecificRecord said = RecordCodec.decode(record.value());
                    if (type.isInstance(said)) {
                        found.add(type.cast(said));
                    }
                }
            }
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
