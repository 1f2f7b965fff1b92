package dev.tutti.simulator.cluster;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.TuttiJob;
import dev.tutti.job.config.JobConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker and a Flink cluster in this process, running the real job. */
public final class SimulatedCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedCluster.class);
    private static final int CLOSE_SECONDS = 20;

    private final EmbeddedKafka broker;
    private final Path folder;
    private Optional<JobClient> job = Optional.empty();

    private SimulatedCluster(EmbeddedKafka broker, Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    /**
     * Starts the broker and creates the topics.
     *
     * @param folder for logs and checkpoints; the cluster's alone
     * @throws IOException if the folder cannot be used
     */
    public static SimulatedCluster start(Path folder, Topics topics) throws IOException {
        EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"));
        try {
            createTopics(broker, topics);
            return new SimulatedCluster(broker, folder);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static void createTopics(EmbeddedKafka broker, Topics topics) {
        broker.createTopics(
                topics.all().stream().map(topic -> topic.toNewTopic((short) 1)).toList());
    }

    /** Where the broker listens. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * Starts the Flink cluster with the job on it. Returns once it was submitted.
     *
     * @return completes, always with a reason, when the job ends by itself; cancelling does not count
     */
    public CompletableFuture<String> submit(JobConfig config) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), settings());
        TuttiJob.build(env, config);
        JobClient submitted = env.executeAsync("tutti simulation");
        job = Optional.of(submitted);
        return submitted
                .getJobExecutionResult()
                .handle((result, failure) -> failure == null ? "the job ended by itself" : innermost(failure));
    }

    /** Says something on a topic, as the operator would who creates a task, and waits until the broker has it. */
    public void say(String topic, String key, SpecificRecord record) {
        Properties settings = KafkaCluster.at(bootstrapServers()).clientProperties();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(
                    new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), RecordCodec.encode(record)));
            producer.flush();
        }
    }

    private Configuration settings() {
        Configuration settings = new Configuration();
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        // Buffers for one machine; the defaults are for a server.
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        return settings;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    @Override
    public void close() {
        job.ifPresent(SimulatedCluster::cancel);
        broker.close();
    }

    private static void cancel(JobClient job) {
        try {
            job.cancel().get(CLOSE_SECONDS, TimeUnit.SECONDS);
            job.getJobExecutionResult().handle((result, failure) -> null).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the job was not cancelled in time: {}", e.toString());
        }
    }
}
