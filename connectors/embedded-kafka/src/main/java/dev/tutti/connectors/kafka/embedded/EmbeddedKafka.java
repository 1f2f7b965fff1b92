package dev.tutti.connectors.kafka.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker, controller included, inside this JVM: one node, loopback only, on ports the operating system had
 * free. Everything a cluster does is done (transactions, log append time, offsets); nothing is replicated.
 *
 * <p>It logs through slf4j under {@code kafka}, {@code org.apache.kafka} and {@code state.change.logger}; it warns
 * at every start and stop of things that are normal for a single node, so whoever wants it quiet sets those to ERROR. One broker per directory at a time; several brokers per JVM are fine.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int ATTEMPTS = 3;
    private static final int NODE_ID = 1;

    /** Always the same, so that a directory fits the next broker too; shaped like the ids Kafka draws. */
    private static final String CLUSTER_ID = "TuttiEmbeddedKafka0001";

    private static final long ANSWER_SECONDS = 30;

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final String guardedServers;
    private boolean closed;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers, String guardedServers) {
        this.server = server;
        this.guardedServers = guardedServers;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns when it serves. A directory used by an earlier, closed broker keeps its topics and their
     * content; any other is formatted first.
     *
     * @param directory where the log lies; created when missing, never deleted
     * @throws IOException when the directory cannot be used
     * @throws KafkaException when the broker does not come up
     */
    public static EmbeddedKafka start(Path directory) throws IOException {
        return start(directory, new BrokerClock());
    }

    /**
     * Starts a broker whose clock can be stepped.
     *
     * @param directory as above
     * @param clock what it stamps records with
     */
    public static EmbeddedKafka start(Path directory, BrokerClock clock) throws IOException {
        return start(directory, clock, Map.of());
    }

    /**
     * Starts a broker with a second door, {@link #guardedServers()}, that asks for certificates.
     *
     * @param directory as above
     * @param tls Kafka's {@code ssl.*} settings of that door: its key store, whom it trusts, {@code ssl.client.auth}
     */
    public static EmbeddedKafka startGuarded(Path directory, Map<String, String> tls) throws IOException {
        return start(directory, new BrokerClock(), tls);
    }

    private static EmbeddedKafka start(Path directory, BrokerClock clock, Map<String, String> tls) throws IOException {
        Files.createDirectories(directory);
        for (int attempt = 1; ; attempt++) {
            Ports ports = Ports.free();
            Map<String, String> settings = new HashMap<>(BrokerSettings.of(NODE_ID, directory, ports));
            if (!tls.isEmpty()) {
                BrokerSettings.addGuarded(settings, ports, tls);
            }
            format(directory);
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), clock);
            try {
                server.startup();
                return new EmbeddedKafka(server, ports.brokerAddress(), ports.guardedAddress());
            } catch (RuntimeException e) {
                shutDown(server);
                // Another process may have taken a port between our looking and the broker's binding.
                if (attempt == ATTEMPTS) {
                    throw new KafkaException(
                            "expected an embedded broker in " + directory + " within " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where clients with a certificate connect, if the broker was started with such a door. */
    public String guardedServers() {
        return guardedServers;
    }

    /**
     * Creates the topics that do not exist yet and waits until the broker serves every partition of them. Existing ones
     * stay as they are.
     *
     * <p>The wait matters: a producer that starts too early can have its first batch refused and its second accepted, and
     * then neither the order nor the first batch can be saved.
     *
     * @throws KafkaException when a topic is refused or the broker does not answer within 30 s
     */
    public void createTopics(Collection<NewTopic> topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            CreateTopicsResult creation = admin.createTopics(topics);
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (NewTopic topic : topics) {
                int partitions = partitions(admin, creation, topic.name());
                for (int partition = 0; partition < partitions; partition++) {
                    ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
                }
            }
            awaitLeaders(admin, ends);
        }
    }

    /** Asks again while a broker has not yet heard of the new topics: metadata spreads a moment after creation. */
    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (true) {
            try {
                await("a leader for every partition", admin.listOffsets(ends).all());
                return;
            } catch (KafkaException e) {
                boolean early = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!early || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** Waits for a topic's creation, or for news of its earlier one, and tells its partitions. */
    private static int partitions(Admin admin, CreateTopicsResult creation, String topic) {
        try {
            return await("topic " + topic + " to be created", creation.numPartitions(topic));
        } catch (TopicExistsException e) {
            return await(
                            "a description of " + topic,
                            admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .stream()
                    .mapToInt(description -> description.partitions().size())
                    .sum();
        }
    }

    /** Stops the broker and waits until it has let go of its directory. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            shutDown(server);
        }
    }

    @Override
    public String toString() {
        return "EmbeddedKafka[" + bootstrapServers + "]";
    }

    private static <T> T await(String what, KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new KafkaException("expected " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("expected " + what + " within " + ANSWER_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while waiting for " + what, e);
        }
    }

    private static void shutDown(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws IOException {
        Formatter formatter = new Formatter()
                .setNodeId(NODE_ID)
                .setClusterId(CLUSTER_ID)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("expected a directory a broker can format, got " + directory, e);
        }
    }
}
