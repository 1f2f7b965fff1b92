package dev.tutti.job.outage;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.RoundAnnouncement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The latest rounds that the announcements topic knows. A job that was restored compares them with its state: a state that
 * knows less than was announced is an old one, and going on from it would announce the same rounds a second time.
 */
final class LatestAnnounced {
    private static final Duration POLL = Duration.ofMillis(200);

    private LatestAnnounced() {}

    /**
     * Reads the end of the announcements topic, committed records only.
     *
     * @param topic its name; it has one partition
     * @param since records the broker stamped earlier are not looked at
     * @return highest round by population
     */
    static Map<String, Long> rounds(KafkaCluster cluster, String topic, Instant since) {
        Properties settings = cluster.clientProperties();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        Map<String, Long> latest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(topic, 0);
            consumer.assign(List.of(only));
            OffsetAndTimestamp from =
                    consumer.offsetsForTimes(Map.of(only, since.toEpochMilli())).get(only);
            long end = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
            consumer.seek(only, from == null ? end : from.offset());
            while (consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record.value(), latest);
                }
            }
        }
        return latest;
    }

    private static void note(byte[] value, Map<String, Long> latest) {
        try {
            if (RecordCodec.decode(value) instanceof RoundAnnouncement said) {
                latest.merge(said.getPopulation(), said.getRound(), Math::max);
            }
        } catch (MalformedRecordException e) {
            // Not one of the job's own.
        }
    }
}
