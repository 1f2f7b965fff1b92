package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is reached and governed: as given on the command line, and for the rest as its home says.
 *
 * @param home the local cluster's home
 * @param bootstrap where the brokers listen, {@code host:port[,…]}, or null for where the home says
 * @param operatorKey file of the operator's seed, or null for the home's
 * @param artifactFolder where plans and models lie, or null for the home's
 * @param kafkaClient file that says how to show the brokers who is there, or null for brokers that ask nothing
 */
record ClusterReach(
        ClusterHome home,
        @Nullable String bootstrap,
        @Nullable Path operatorKey,
        @Nullable Path artifactFolder,
        @Nullable Path kafkaClient) {
    /** The options that say so. */
    static final Set<String> OPTIONS =
            Set.of("--home", "--bootstrap", "--operator-key", "--artifacts", "--kafka-client");

    /** What help texts say of them. */
    static final String HELP = """
            Which cluster:
              --home DIR            a local cluster's home (default .tutti/cluster)
              --bootstrap HOST:PORT where the brokers of another cluster listen (default: where the home says)
              --operator-key FILE   the operator's seed, 64 hex digits (default: the home's)
              --artifacts DIR       where that cluster's plans and models lie (default: the home's)
              --kafka-client FILE   how to show its brokers who is there: Kafka client properties, as the
                                    job's kafka.client.file (default: they ask nothing)
            """;

    /** What such a file may say, as in the job's: who is there, and nothing that changes how we read and write. */
    private static final List<String> TAKEN =
            List.of("security.", "ssl.", "sasl.", "config.providers", "client.dns.lookup", "client.rack");

    ClusterReach {
        require(bootstrap == null || !bootstrap.isBlank(), "--bootstrap: expected HOST:PORT, got nothing");
    }

    /** A cluster that is only what its home says, perhaps with its brokers elsewhere. */
    static ClusterReach of(ClusterHome home, @Nullable String bootstrap) {
        return new ClusterReach(home, bootstrap, null, null, null);
    }

    static ClusterReach of(CommandLine line) {
        Path home = line.path("--home");
        return new ClusterReach(
                new ClusterHome(home == null ? ClusterHome.DEFAULT : home),
                line.has("--bootstrap") ? line.text("--bootstrap", "") : null,
                line.path("--operator-key"),
                line.path("--artifacts"),
                line.path("--kafka-client"));
    }

    /** The options of a command that has these and others. */
    static Set<String> and(String... others) {
        Set<String> all = new HashSet<>(OPTIONS);
        all.addAll(List.of(others));
        return Set.copyOf(all);
    }

    /** Where plans and models lie. */
    Path artifacts() {
        return artifactFolder == null ? home.artifacts() : artifactFolder.toAbsolutePath();
    }

    /**
     * The brokers, as every client reaches them.
     *
     * @param brokers where they listen
     * @throws TuttiException when the file of client properties cannot be used; it names keys, never values
     */
    KafkaCluster kafka(String brokers) throws TuttiException {
        if (kafkaClient == null) {
            return KafkaCluster.at(brokers);
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(kafkaClient)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new TuttiException(TuttiError.JOB_CONFIG, "--kafka-client: " + kafkaClient + " cannot be read", e);
        }
        Map<String, String> settings = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (TAKEN.stream().noneMatch(key::startsWith)) {
                throw new TuttiException(
                        TuttiError.JOB_CONFIG,
                        "--kafka-client: expected keys that begin with one of " + TAKEN + ", got " + key);
            }
            settings.put(key, properties.getProperty(key));
        }
        return new KafkaCluster(brokers, settings);
    }

    /** The operator's key. A local cluster's is drawn the first time; another cluster's is never made up. */
    OperatorKey key() throws TuttiException {
        Path file = operatorKey == null ? home.operatorKeyFile() : operatorKey;
        byte[] seed = new byte[0];
        try {
            if (operatorKey == null && bootstrap == null) {
                return home.operator();
            }
            seed = HexFormat.of().parseHex(Files.readString(file).strip());
            return OperatorKey.fromSeed(seed);
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, file + ": the operator's key cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            // Without the cause: it may quote what stands in the file.
            throw new TuttiException(
                    TuttiError.HOME_UNUSABLE, file + ": expected the operator's seed, 64 hex digits, got others");
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
