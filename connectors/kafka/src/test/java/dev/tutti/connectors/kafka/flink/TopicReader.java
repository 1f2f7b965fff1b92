package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.LogTick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plain Kafka clients at both ends of a job: numbered records in, whole topics out. */
final class TopicReader {

    private TopicReader() {}

    /** Writes numbers 0 to {@code count} - 1. */
    static void write(KafkaCluster cluster, String topic, int count) throws Exception {
        write(cluster, topic, 0, count);
    }

    /** Writes {@code count} numbers from {@code first} on, spread over the partitions. */
    static void write(KafkaCluster cluster, String topic, long first, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            int partitions = producer.partitionsFor(topic).size();
            for (long number = first; number < first + count; number++) {
                sent.add(producer.send(new ProducerRecord<>(
                        topic, (int) (number % partitions), null, RecordCodec.encode(new LogTick(number)))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    static List<ConsumerRecord<byte[], byte[]>> readCommitted(KafkaCluster cluster, String topic) {
        return read(cluster, topic, "read_committed");
    }

    static List<ConsumerRecord<byte[], byte[]>> readUncommitted(KafkaCluster cluster, String topic) {
        return read(cluster, topic, "read_uncommitted");
    }

    static List<Long> sequences(List<ConsumerRecord<byte[], byte[]>> messages) {
        return messages.stream()
                .map(message ->
                        RecordCodec.decode(message.value(), LogTick.class).getSequence())
                .toList();
    }

    /** Everything a topic shows at this moment, up to its end or its first open transaction. */
    private static List<ConsumerRecord<byte[], byte[]>> read(KafkaCluster cluster, String topic, String isolation) {
        Properties settings = cluster.clientProperties();
        settings.setProperty("isolation.level", isolation);
        settings.setProperty("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> open = new HashMap<>(consumer.endOffsets(partitions));
            open.values().removeIf(end -> end == 0);
            while (!open.isEmpty()) {
                consumer.poll(Duration.ofMillis(50)).forEach(messages::add);
                open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            }
        }
        return messages;
    }
}
