package dev.tutti.connectors.kafka.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The settings of a one-node broker that starts quickly, keeps little in memory and treats time and transactions as ours. */
final class BrokerSettings {

    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String BROKER_LISTENER = "BROKER";
    private static final String GUARDED_LISTENER = "GUARDED";

    /** The longest transaction timeout a producer may ask for; our exactly-once sink asks for all of it. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofHours(24);

    private static final int MEBIBYTE = 1024 * 1024;

    private BrokerSettings() {}

    /** Adds a door that asks for certificates; the broker itself and its other clients keep using the open one. */
    static void addGuarded(Map<String, String> settings, Ports ports, Map<String, String> tls) {
        String listener = "," + GUARDED_LISTENER + "://" + ports.guardedAddress();
        settings.merge("listeners", listener, String::concat);
        settings.merge("advertised.listeners", listener, String::concat);
        settings.merge("listener.security.protocol.map", "," + GUARDED_LISTENER + ":SSL", String::concat);
        tls.forEach((key, value) ->
                settings.put("listener.name." + GUARDED_LISTENER.toLowerCase(Locale.ROOT) + "." + key, value));
    }

    static Map<String, String> of(int nodeId, Path directory, Ports ports) {
        String brokerListener = BROKER_LISTENER + "://" + ports.brokerAddress();
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(nodeId)),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("listeners", brokerListener + "," + CONTROLLER_LISTENER + "://" + ports.controllerAddress()),
                Map.entry("advertised.listeners", brokerListener),
                Map.entry("inter.broker.listener.name", BROKER_LISTENER),
                Map.entry("controller.listener.names", CONTROLLER_LISTENER),
                Map.entry(
                        "listener.security.protocol.map",
                        BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT"),
                Map.entry("controller.quorum.voters", nodeId + "@" + ports.controllerAddress()),
                // One node: nothing to replicate to and nobody to wait for.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // The default of 50 partitions each costs more to open than everything else together.
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.num.partitions", "2"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("transaction.max.timeout.ms", Long.toString(LONGEST_TRANSACTION.toMillis())),
                // An expired transaction holds committed readers back until it is found: look often.
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
                Map.entry("log.message.timestamp.type", "LogAppendTime"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("message.max.bytes", Integer.toString(2 * MEBIBYTE)),
                // Segment files are sparse, but the cleaner's buffer is real memory: 128 MiB unless told otherwise.
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 * MEBIBYTE)),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"));
    }
}
