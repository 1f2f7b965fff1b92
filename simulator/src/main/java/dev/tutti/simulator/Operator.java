package dev.tutti.simulator;

import dev.tutti.audit.RoundLog;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/** The operator at a cluster: reads what its topics say, and gives orders signed with the home's key. */
final class Operator {
    private static final int ANSWER_MILLIS = 5_000;
    private static final int LOOK_MILLIS = 250;
    private static final int JOB_SECONDS = 60;

    private final ClusterHome home;
    private final String broker;
    private final Topics topics = new Topics("tutti");

    private Operator(ClusterHome home, String broker) {
        this.home = home;
        this.broker = broker;
    }

    /**
     * Takes a cluster's helm.
     *
     * @param bootstrap where the broker listens, or null for where the home says
     * @throws TuttiException when nothing answers there
     */
    static Operator of(ClusterHome home, @Nullable String bootstrap) throws TuttiException {
        return new Operator(home, answering(home, bootstrap));
    }

    /** Where the broker of a home listens, once it has answered. */
    static String answering(ClusterHome home, @Nullable String given) throws TuttiException {
        String address;
        try {
            address = given != null ? given : home.bootstrapServers().orElse("");
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, home.root() + ": cannot be read: " + e, e);
        }
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            socket.connect(new InetSocketAddress(address.substring(0, Math.max(0, colon)), port), ANSWER_MILLIS);
            return address;
        } catch (IOException | IllegalArgumentException e) {
            throw new TuttiException(
                    TuttiError.CLUSTER_DOWN,
                    (address.isEmpty() ? home.root().toString() : address)
                            + ": expected a broker that answers, got none; ./tutti cluster up starts one",
                    e);
        }
    }

    /** A task and how it stands, as the job said last. */
    record Standing(TaskConfig task, TaskStanding standing) {}

    /** The tasks the job knows, by population, in the order in which it learnt of them. */
    Map<String, Standing> tasks() {
        Map<String, Standing> tasks = new LinkedHashMap<>();
        for (TaskAnswer answer : all(topics.reports(), TaskAnswer.class)) {
            if (!answer.getTask().isEmpty()) {
                tasks.put(answer.getPopulation(), new Standing(TaskText.parse(answer.getTask()), answer.getStanding()));
            }
        }
        return tasks;
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
        Properties settings = KafkaCluster.at(broker).clientProperties();
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

    /** The operator's key of the home. */
    OperatorKey key() throws TuttiException {
        try {
            return home.operator();
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, home.root() + ": its keys cannot be read: " + e, e);
        }
    }

    ClusterHome home() {
        return home;
    }

    Topics topics() {
        return topics;
    }

    private <T extends SpecificRecord> List<T> all(String topic, Class<T> type) {
        return RoundLog.committed(KafkaCluster.at(broker), topics).all(topic, type);
    }
}
