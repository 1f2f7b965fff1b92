package dev.tutti.simulator.cluster;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.BrokerClock;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.TuttiJob;
import dev.tutti.job.config.JobConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
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
    private final BrokerClock clock;
    private final Path folder;
    private Optional<RunningJob> running = Optional.empty();
    private int taskManagers;
    private CompletableFuture<String> ended = new CompletableFuture<>();

    private SimulatedCluster(EmbeddedKafka broker, BrokerClock clock, Path folder) {
        this.broker = broker;
        this.clock = clock;
        this.folder = folder;
    }

    /**
     * Starts the broker and creates the topics.
     *
     * @param folder for logs and checkpoints; the cluster's alone
     * @throws IOException if the folder cannot be used
     */
    public static SimulatedCluster start(Path folder, Topics topics) throws IOException {
        BrokerClock clock = new BrokerClock();
        EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), clock);
        try {
            createTopics(broker, topics);
            return new SimulatedCluster(broker, clock, folder);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static void createTopics(EmbeddedKafka broker, Topics topics) {
        broker.createTopics(
                topics.all().stream().map(topic -> topic.toNewTopic((short) 1)).toList());
    }

    /** What the broker stamps records with. */
    public BrokerClock brokerClock() {
        return clock;
    }

    /** Where the broker listens. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * Starts the Flink cluster with the job on it. Returns once it was submitted.
     *
     * @return completes, always with a reason, when the job ends by itself; cancelling or killing it does not count
     */
    public CompletableFuture<String> submit(JobConfig config) throws Exception {
        start(config, Optional.empty());
        return ended;
    }

    private void start(JobConfig config, Optional<Path> from) throws Exception {
        Configuration settings = settings();
        from.ifPresent(checkpoint -> settings.set(
                StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString()));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        TuttiJob.build(env, config);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        MiniCluster flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(config.parallelism())
                .build());
        flink.start();
        RunningJob job = new RunningJob(flink, graph.getJobID(), config);
        running = Optional.of(job);
        taskManagers = 0;
        flink.submitJob(graph).get();
        flink.requestJobResult(graph.getJobID()).whenComplete((result, failure) -> {
            if (!job.killed().get()) {
                ended.complete(failure == null ? ended(result) : innermost(failure));
            }
        });
    }

    /**
     * Takes the cluster's only TaskManager away, with all it held in memory, and puts an empty one in its place. The job
     * goes on from its last checkpoint.
     */
    public void loseTaskManager() throws Exception {
        MiniCluster flink = running.orElseThrow().flink();
        flink.terminateTaskManager(taskManagers).get();
        flink.startTaskManager();
        taskManagers++;
    }

    /**
     * Takes the whole Flink cluster away, JobManager and all, in the middle of whatever it does. What is left is the
     * broker, the artifacts and the completed checkpoints.
     */
    public void killJob() throws Exception {
        RunningJob job = running.orElseThrow();
        job.killed().set(true);
        job.flink().close();
    }

    /** Starts a new cluster with the killed job, from its latest complete checkpoint, or afresh when there is none. */
    public void restartJob() throws Exception {
        restartJob(latestCheckpoint());
    }

    /**
     * Starts a new cluster with the killed job.
     *
     * @param from folder of the checkpoint or savepoint to go on from; empty to start afresh
     */
    public void restartJob(Optional<Path> from) throws Exception {
        start(running.orElseThrow().config(), from);
    }

    /**
     * Takes a savepoint and lets the job run on. What the job said up to it is written, and becomes visible only with the
     * next checkpoint or with a restore from this savepoint.
     *
     * @return its folder
     */
    public Path savepoint() throws Exception {
        RunningJob job = running.orElseThrow();
        String target = folder.resolve("savepoints").toUri().toString();
        String path = job.flink()
                .triggerSavepoint(job.id(), target, false, SavepointFormatType.CANONICAL)
                .get(CLOSE_SECONDS, TimeUnit.SECONDS);
        return Path.of(URI.create(path));
    }

    private Optional<Path> latestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(SimulatedCluster::modified))
                    .map(Path::getParent);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        settings.set(CoreOptions.TMP_DIRS, folder.resolve("flink").toString());
        // Buffers for one machine; the defaults are for a server.
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
        // A job that fails again and again is broken; one that lost its TaskManager now and then is not.
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, 20);
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL, Duration.ofSeconds(30));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, Duration.ofMillis(200));
        settings.set(RestOptions.BIND_PORT, "0");
        return settings;
    }

    private static String ended(JobResult result) {
        return result.getSerializedThrowable()
                .map(failure -> innermost(failure.deserializeError(SimulatedCluster.class.getClassLoader())))
                .orElse("the job ended by itself");
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
        running.filter(job -> !job.killed().get()).ifPresent(SimulatedCluster::cancel);
        broker.close();
    }

    private static void cancel(RunningJob job) {
        try (MiniCluster flink = job.flink()) {
            flink.cancelJob(job.id()).get(CLOSE_SECONDS, TimeUnit.SECONDS);
            flink.requestJobResult(job.id()).handle((result, failure) -> null).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the job was not cancelled in time: {}", e.toString());
        }
    }

    /** One start of the job. */
    private record RunningJob(MiniCluster flink, JobID id, JobConfig config, AtomicBoolean killed) {
        RunningJob(MiniCluster flink, JobID id, JobConfig config) {
            this(flink, id, config, new AtomicBoolean());
        }
    }
}
