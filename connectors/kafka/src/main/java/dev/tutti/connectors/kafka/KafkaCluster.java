package dev.tutti.connectors.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where a Kafka cluster is and how any client of ours reaches it.
 *
 * @param bootstrapServers comma-separated {@code host:port} list, not blank
 * @param clientSettings settings every client gets (security, client id …), by Kafka's own keys; values may be secrets and
 *     are never printed
 */
public record KafkaCluster(String bootstrapServers, Map<String, String> clientSettings) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Copies the settings; refuses a blank address and a second, hidden address among the settings. */
    public KafkaCluster {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("expected bootstrap servers as host:port, got a blank string");
        }
        if (clientSettings.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "expected the address in bootstrapServers only, got a second one in clientSettings");
        }
        clientSettings = Map.copyOf(clientSettings);
    }

    /** A cluster reached without further settings, as on one machine or inside one JVM. */
    public static KafkaCluster at(String bootstrapServers) {
        return new KafkaCluster(bootstrapServers, Map.of());
    }

    /** A fresh, modifiable set of client properties with the address and the client settings in it. */
    public Properties clientProperties() {
        Properties properties = new Properties();
        properties.putAll(clientSettings);
        properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return properties;
    }

    @Override
    public String toString() {
        return "KafkaCluster[" + bootstrapServers + ", settings " + clientSettings.keySet() + "]";
    }
}
