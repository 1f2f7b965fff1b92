package dev.tutti.audit;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics from their beginning to where they end now, partition by partition, and never joins a group. */
public final class RoundLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaCluster cluster;
    private final Topics topics;
    private final String isolation;

    private RoundLog(KafkaCluster cluster, Topics topics, String isolation) {
        this.cluster = cluster;
        this.topics = topics;
        this.isolation = isolation;
    }

    /** What the world sees: committed records only. */
    public static RoundLog committed(KafkaCluster cluster, Topics topics) {
        return new RoundLog(cluster, topics, "read_committed");
    }

    /** Everything ever written, also by transactions that were aborted: what a curious reader could have seen. */
    public static RoundLog uncommitted(KafkaCluster cluster, Topics topics) {
        return new RoundLog(cluster, topics, "read_uncommitted");
    }

    /**
     * One record.
     *
     * @param partition partition
     * @param stamp when the broker appended it, milliseconds
     * @param value what it says; null for what is none of our records
     */
    record Entry(int partition, long stamp, @Nullable SpecificRecord value) {}

    /** Names of the topics. */
    Topics topics() {
        return topics;
    }

    /** Every record of one type on a topic, in the order of the partitions. */
    public <T extends SpecificRecord> List<T> all(String topic, Class<T> type) {
        List<T> found = new ArrayList<>();
        read(topic, entry -> {
            if (type.isInstance(entry.value())) {
                found.add(type.cast(entry.value()));
            }
        });
        return found;
    }

    /** Shows every record of a topic, garbage included, each partition in its order. */
    void read(String topic, Consumer<Entry> reader) {
        Properties settings = cluster.clientProperties();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < topics.partitionsOf(topic); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                        reader.accept(new Entry(record.partition(), record.timestamp(), decoded(record.value())));
                    }
                }
            }
        }
    }

    private static @Nullable SpecificRecord decoded(byte[] value) {
        try {
            return RecordCodec.decode(value);
        } catch (MalformedRecordException e) {
            return null;
        }
    }
}
