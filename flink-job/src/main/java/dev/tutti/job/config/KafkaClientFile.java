package dev.tutti.job.config;

import dev.tutti.connectors.kafka.KafkaCluster;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads how the job's Kafka clients show who they are, from a properties file with Kafka's own keys. They travel with the
 * job's graph, so secrets belong into files of their own that each machine reads when it connects: {@code
 * config.providers=file}, {@code config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider}
 * (or {@code DirectoryConfigProvider}), and values like {@code ${file:/run/secrets/kafka:password}}.
 *
 * <p>Only what says who is there is taken. Everything else about consumers and producers is the job's own: exactly-once
 * rounds rest on it.
 */
final class KafkaClientFile {
    private static final List<String> TAKEN =
            List.of("security.", "ssl.", "sasl.", "config.providers", "client.dns.lookup", "client.rack");

    private KafkaClientFile() {}

    /**
     * The cluster as every client of the job reaches it.
     *
     * @param bootstrapServers {@code host:port[,…]}
     * @param file path of the settings; empty for brokers that ask nothing
     * @throws UncheckedIOException when the file cannot be read
     * @throws IllegalArgumentException naming the first key that is not about who connects; never a value
     */
    static KafkaCluster cluster(String bootstrapServers, String file) {
        if (file.isEmpty()) {
            return KafkaCluster.at(bootstrapServers);
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("kafka.client.file " + file + " cannot be read", e);
        }
        Map<String, String> settings = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            Checks.require(
                    TAKEN.stream().anyMatch(key::startsWith), "keys of kafka.client.file to begin with " + TAKEN, key);
            settings.put(key, properties.getProperty(key));
        }
        return new KafkaCluster(bootstrapServers, settings);
    }
}
