package dev.tutti.simulator;

import dev.tutti.audit.RoundLog;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The operator at a cluster: reads what its topics say, and gives orders signed with the home's key. */
final class Operator {
    private static final int ANSWER_MILLIS = 5_000;

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

    /** A task and what was last ordered of it. */
    record Ordered(TaskConfig task, TaskOrder.Action last) {}

    /** Tasks that were created by order, by population, in the order of their creation. */
    Map<String, Ordered> tasks() throws TuttiException {
        OperatorVerifier verifier = new OperatorVerifier(key().publicKey());
        Map<String, Ordered> tasks = new LinkedHashMap<>();
        for (TaskCommand command : all(topics.tasks(), TaskCommand.class)) {
            try {
                TaskOrder order = TaskOrder.verified(command, verifier);
                Ordered known = tasks.get(order.population());
                if (order.action() == TaskOrder.Action.CREATE && known == null) {
                    tasks.put(order.population(), new Ordered(TaskText.parse(order.task()), order.action()));
                } else if (known != null && known.last() != TaskOrder.Action.STOP) {
                    tasks.put(order.population(), new Ordered(known.task(), order.action()));
                }
            } catch (IllegalArgumentException e) {
                // Not the operator's, so not an order; the job refuses it too.
            }
        }
        return tasks;
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

    /** Gives an order, numbered by the clock so that later ones have higher numbers. */
    void order(TaskOrder order) throws TuttiException {
        say(topics.tasks(), order.population(), order.sign(key()));
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
