package dev.tutti.simulator;

import dev.tutti.audit.RoundLog;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.schemas.round.TaskStanding;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The operator at a cluster: reads what its topics say, and gives orders signed with the operator's key. */
final class Operator {
    private static final int ANSWER_MILLIS = 5_000;
    private static final int LOOK_MILLIS = 250;
    private static final int JOB_SECONDS = 60;

    private final ClusterReach reach;
    private final KafkaCluster kafka;
    private final Topics topics = new Topics("tutti");

    private Operator(ClusterReach reach, KafkaCluster kafka) {
        this.reach = reach;
        this.kafka = kafka;
    }

    /**
     * Takes a cluster's helm.
     *
     * @throws TuttiException when nothing answers there, or what was given to reach it cannot be used
     */
    static Operator of(ClusterReach reach) throws TuttiException {
        KafkaCluster kafka = reach.kafka(answering(reach));
        Path artifacts = reach.artifactFolder();
        if (artifacts != null && !Files.isDirectory(artifacts)) {
            throw new TuttiException(
                    TuttiError.USAGE, "--artifacts: expected a folder that is there, got " + artifacts);
        }
        return new Operator(reach, kafka);
    }

    /** Where the brokers listen, once one of them has answered. */
    private static String answering(ClusterReach reach) throws TuttiException {
        ClusterHome home = reach.home();
        String given = reach.bootstrap();
        String addresses;
        try {
            addresses = given != null ? given : home.bootstrapServers().orElse("");
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, home.root() + ": cannot be read: " + e, e);
        }
        if (Arrays.stream(addresses.split(",")).noneMatch(Operator::answers)) {
            throw new TuttiException(
                    TuttiError.CLUSTER_DOWN,
                    (addresses.isEmpty() ? home.root().toString() : addresses)
                            + ": expected a broker that answers, got none; ./tutti cluster up starts one");
        }
        return addresses;
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1).strip());
            String host = address.substring(0, Math.max(0, colon)).strip();
            socket.connect(new InetSocketAddress(host, port), ANSWER_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A task and how it stands.
     *
     * @param told whether the job said so; if not, its configuration has the task and will make it run
     */
    record Standing(TaskConfig task, TaskStanding standing, boolean told) {}

    /**
     * The tasks there are, by population: those the job was configured with, then those it learnt of, in that order.
     *
     * @throws TuttiException when the job's configuration cannot be read
     */
    Map<String, Standing> tasks() throws TuttiException {
        Map<String, Standing> tasks = new LinkedHashMap<>();
        job().ifPresent(job -> job.tasks()
                .forEach(task -> tasks.put(task.population(), new Standing(task, TaskStanding.RUNNING, false))));
        for (TaskAnswer answer : all(topics.reports(), TaskAnswer.class)) {
            if (!answer.getTask().isEmpty()) {
                tasks.put(
                        answer.getPopulation(),
                        new Standing(TaskText.parse(answer.getTask()), answer.getStanding(), true));
            }
        }
        return tasks;
    }

    /** The configuration of the job in the home; empty when none was submitted, or the cluster is another one. */
    Optional<JobConfig> job() throws TuttiException {
        Path file = reach.home().jobConfig();
        if (reach.bootstrap() != null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JobConfigFile.read(file));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new TuttiException(TuttiError.JOB_CONFIG, file + ": " + e.getMessage(), e);
        }
    }

    /** The rollbacks the operator ordered of a population, by the digests of the orders. */
    Map<Digest, RestoredModel> rollbacks(String population) throws TuttiException {
        OperatorVerifier verifier = new OperatorVerifier(key().publicKey());
        Map<Digest, RestoredModel> rollbacks = new HashMap<>();
        for (TaskCommand command : all(topics.tasks(), TaskCommand.class)) {
            try {
                TaskOrder order = TaskOrder.verified(command, verifier);
                if (order.action() == TaskOrder.Action.ROLLBACK
                        && order.population().equals(population)) {
                    rollbacks.put(order.digest(), RestoredModel.parse(order.body()));
                }
            } catch (IllegalArgumentException e) {
                // Not the operator's, so not an order; the job refuses it too.
            }
        }
        return rollbacks;
    }

    /** Versions of a population's model, oldest first; one that was published twice is told once. */
    List<ModelPublished> models(String population) {
        Map<Long, ModelPublished> versions = new TreeMap<>();
        for (ModelPublished model : all(topics.models(), ModelPublished.class)) {
            if (model.getPopulation().equals(population)) {
                versions.putIfAbsent(model.getVersion(), model);
            }
        }
        return List.copyOf(versions.values());
    }

    /** Reports of a population's rounds, in their order. */
    List<RoundReport> reports(String population) {
        return all(topics.reports(), RoundReport.class).stream()
                .filter(report -> report.getPopulation().equals(population))
                .toList();
    }

    /** A number for the next order: by the clock, so that later ones have higher numbers. */
    static long nextNumber() {
        return System.currentTimeMillis();
    }

    /**
     * Gives an order and waits until the job says what became of it.
     *
     * @throws TuttiException when the job refuses it, or no job answers in {@link #JOB_SECONDS}
     */
    void order(TaskOrder order) throws TuttiException {
        say(topics.tasks(), order.population(), order.sign(key()));
        TaskAnswer answer = await(() -> all(topics.reports(), TaskAnswer.class).stream()
                        .filter(said -> said.getPopulation().equals(order.population()))
                        .filter(said -> said.getNumber() == order.number())
                        .findFirst())
                .orElseThrow(() -> new TuttiException(
                        TuttiError.ORDER_UNANSWERED,
                        "expected the job to answer within " + JOB_SECONDS
                                + " s; the order stands, and a job that starts will carry it out"));
        if (!answer.getRefusal().isEmpty()) {
            throw new TuttiException(TuttiError.ORDER_REFUSED, order.population() + ": " + answer.getRefusal());
        }
    }

    /** Looks again and again until something is there; empty when it never is. */
    <T> Optional<T> await(Supplier<Optional<T>> look) throws TuttiException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOB_SECONDS);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent() || System.nanoTime() > deadline) {
                return found;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TuttiException(TuttiError.ORDER_UNANSWERED, "interrupted while waiting for the job", e);
            }
        }
    }

    /** Says something on a topic and waits until the broker has it. */
    void say(String topic, String key, SpecificRecord record) throws TuttiException {
        Properties settings = kafka.clientProperties();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), RecordCodec.encode(record)))
                    .get();
        } catch (ExecutionException e) {
            throw new TuttiException(
                    TuttiError.CLUSTER_DOWN, "expected the broker to take a record: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TuttiException(TuttiError.CLUSTER_DOWN, "interrupted while speaking to the broker", e);
        }
    }

    /** The operator's key. */
    OperatorKey key() throws TuttiException {
        return reach.key();
    }

    /** The brokers, as every client reaches them. */
    KafkaCluster kafka() {
        return kafka;
    }

    /** Where plans and models lie. */
    Path artifacts() {
        return reach.artifacts();
    }

    Topics topics() {
        return topics;
    }

    private <T extends SpecificRecord> List<T> all(String topic, Class<T> type) {
        return RoundLog.committed(kafka, topics).all(topic, type);
    }
}
