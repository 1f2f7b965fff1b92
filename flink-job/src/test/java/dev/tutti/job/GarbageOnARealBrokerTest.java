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
import dev.tutti.job.config.UpdateShape;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.schemas.update.UpdateHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is a value with a reason: the whole job on a real broker goes on past it and says what it was. */
class GarbageOnARealBrokerTest {
    @TempDir
    Path dir;

    @Test
    void garbageIsRejectedWithItsReasonAndTheJobRunsOn() throws Exception {
        Topics topics = new Topics("garbage");
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            createTopics(broker, topics);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TuttiJob.build(env, config(broker.bootstrapServers()));
            JobClient job = env.executeAsync("garbage");
            try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
                producer.send(new ProducerRecord<>(topics.updates(), new byte[] {1, 2, 3}))
                        .get();
                producer.send(new ProducerRecord<>(topics.updates(), RecordCodec.encode(headerOfNoRound())))
                        .get();
            }
            List<RejectedUpdate> rejects = readRejects(broker, topics, 2);
            assertThat(rejects)
                    .extracting(RejectedUpdate::getReason)
                    .containsExactlyInAnyOrder(RejectReason.MALFORMED, RejectReason.UNKNOWN_ANNOUNCEMENT);
            assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            job.cancel().get();
        }
    }

    private static UpdateHeader headerOfNoRound() {
        return UpdateHeader.newBuilder()
                .setAnnouncementHash(ByteBuffer.wrap(new byte[32]))
                .setDeviceId(ByteBuffer.wrap(new byte[16]))
                .setUploadId(ByteBuffer.wrap(new byte[16]))
                .setStatement(ByteBuffer.wrap(new byte[10]))
                .setSignature(ByteBuffer.wrap(new byte[10]))
                .setCredential(ByteBuffer.wrap(new byte[10]))
                .build();
    }

    private JobConfig config(String bootstrap) throws Exception {
        Path key = dir.resolve("operator.key");
        Files.write(key, "11".repeat(32).getBytes(StandardCharsets.US_ASCII));
        UpdateShape shape = new UpdateShape(100, 8, 5f, 0.5f, "EXAMPLES", 64, true, 1, 1, 4, 128, 2, 16, 2);
        TaskConfig task = new TaskConfig(
                "test/population",
                "task",
                "00".repeat(32),
                new InitialModel("00".repeat(32), List.of("none")),
                shape,
                4,
                0,
                1,
                16,
                0,
                new RoundTiming(5_000, 200, 5_000, 5_000, 10_000, 20_000),
                ServerStep.fedAvg());
        return new JobConfig(
                bootstrap,
                "garbage",
                dir.resolve("artifacts").toUri().toString(),
                key.toString(),
                List.of(),
                List.of(),
                "garbage",
                2,
                200,
                200,
                List.of(task));
    }

    private static void createTopics(EmbeddedKafka broker, Topics topics) {
        broker.createTopics(
                topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static List<RejectedUpdate> readRejects(EmbeddedKafka broker, Topics topics, int count) {
        List<RejectedUpdate> rejects = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(topics.rejects(), 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    rejects.add(RecordCodec.decode(record.value(), RejectedUpdate.class));
                }
                return rejects.size() >= count;
            });
        }
        return rejects;
    }
}
