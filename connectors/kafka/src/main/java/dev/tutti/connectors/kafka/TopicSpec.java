package dev.tutti.connectors.kafka;

import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One topic as the project needs it.
 *
 * @param name full topic name
 * @param partitions fixed number of partitions, at least 1; never changed while a job lives, because the log clock and the
 *     order of a device's records hang on it
 * @param settings topic settings by Kafka's own keys
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {

    /** Copies the settings; refuses a partition count below 1. */
    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("expected at least 1 partition for " + name + ", got " + partitions);
        }
        settings = Map.copyOf(settings);
    }

    /** The request that creates this topic with the given replication factor. */
    public NewTopic toNewTopic(short replication) {
        return new NewTopic(name, partitions, replication).configs(settings);
    }
}
