package dev.tutti.deploy.local;

import dev.tutti.connectors.kafka.TopicSpec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The broker of a local cluster: one node, controller included, loopback only. */
final class LocalBroker {
    /** What the process is called. */
    static final String NAME = "broker";

    private static final int HEAP_MEBIBYTES = 300;
    private static final int NODE_ID = 1;
    /** Always the same, so that a log fits the next start too; shaped like the ids Kafka draws. */
    private static final String CLUSTER_ID = "TuttiLocalCluster00001";

    private static final String CONTROLLER = "CONTROLLER";
    private static final int ANSWER_MILLIS = 5_000;

    private LocalBroker() {}

    /** The process: settings written, log folder formatted. */
    static Jvm jvm(ClusterHome home, Distribution distribution, LocalPorts ports) throws IOException, TuttiException {
        Path settings = home.conf().resolve("server.properties");
        Properties broker = new Properties();
        broker.putAll(settings(home, ports));
        try (Writer writer = Files.newBufferedWriter(settings)) {
            broker.store(writer, "The broker of a local cluster. Written anew at every start.");
        }
        format(home.kafka());
        return new Jvm(
                NAME,
                distribution.brokerClassPath(),
                "kafka.Kafka",
                HEAP_MEBIBYTES,
                List.of("-Dkafka.logs.dir=" + home.logs()),
                List.of(settings.toString()));
    }

    private static Map<String, String> settings(ClusterHome home, LocalPorts ports) {
        String listener = "BROKER://" + ports.brokerAddress();
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("log.dirs", home.kafka().toString()),
                Map.entry("listeners", listener + "," + CONTROLLER + "://" + ports.controllerAddress()),
                Map.entry("advertised.listeners", listener),
                Map.entry("inter.broker.listener.name", "BROKER"),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("controller.quorum.voters", NODE_ID + "@" + ports.controllerAddress()),
                // One node: nothing to replicate to.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "2"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // The exactly-once sink asks for all of it: a transaction must survive the longest outage.
                Map.entry(
                        "transaction.max.timeout.ms",
                        Long.toString(Duration.ofHours(24).toMillis())),
                Map.entry("log.message.timestamp.type", "LogAppendTime"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", Integer.toString(2 * 1024 * 1024)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024)),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"));
    }

    private static void format(Path directory) throws IOException {
        Formatter formatter = new Formatter()
                .setNodeId(NODE_ID)
                .setClusterId(CLUSTER_ID)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("expected a folder a broker can format, got " + directory, e);
        }
    }

    /** Whether it answers. */
    static boolean answers(String address) throws InterruptedException {
        try (Admin admin = admin(address)) {
            admin.describeCluster().nodes().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /**
     * Creates the topics that are missing and waits until each partition can be written to.
     *
     * @throws IOException when the broker refuses
     */
    static void createTopics(String address, Topics topics, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = admin(address)) {
            Set<String> there = admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            List<TopicSpec> missing = topics.all().stream()
                    .filter(topic -> !there.contains(topic.name()))
                    .toList();
            admin.createTopics(missing.stream()
                            .map(topic -> topic.toNewTopic((short) 1))
                            .toList())
                    .all()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            // A producer that begins before every partition has a leader can have its first records refused.
            while (!allLead(admin, topics)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "expected a leader for every partition within " + patience.toSeconds() + " s");
                }
                Thread.sleep(50);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("expected the topics to be created: " + e, e);
        }
    }

    private static boolean allLead(Admin admin, Topics topics) throws InterruptedException {
        try {
            ends(admin, topics);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /**
     * How many records each topic took, all partitions together: the sum of their end offsets.
     *
     * @throws IOException when the broker does not answer
     */
    static Map<String, Long> ends(String address, Topics topics) throws IOException, InterruptedException {
        try (Admin admin = admin(address)) {
            return ends(admin, topics);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("expected the topics' ends: " + e, e);
        }
    }

    private static Map<String, Long> ends(Admin admin, Topics topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (TopicSpec topic : topics.all()) {
            for (int p = 0; p < topic.partitions(); p++) {
                asked.put(new TopicPartition(topic.name(), p), OffsetSpec.latest());
            }
        }
        Map<String, Long> ends = new TreeMap<>();
        admin.listOffsets(asked)
                .all()
                .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> ends.merge(partition.topic(), end.offset(), Long::sum));
        return ends;
    }

    private static Admin admin(String address) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MILLIS));
    }
}
