package dev.tutti.connectors.kafka.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Routes each message to the topic it names. It declares its topics, because the sink must know them to find and abort
 * transactions that an earlier attempt left open.
 */
final class SaidWriter implements KafkaRecordSerializationSchema<Said>, KafkaDatasetFacetProvider {

    private static final long serialVersionUID = 1L;

    private final List<String> topics;

    SaidWriter(List<String> topics) {
        this.topics = List.copyOf(topics);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Said said, KafkaSinkContext context, @Nullable Long timestamp) {
        if (!topics.contains(said.topic())) {
            throw new IllegalArgumentException("expected one of the topics " + topics + ", got " + said.topic());
        }
        return new ProducerRecord<>(said.topic(), said.key().length == 0 ? null : said.key(), said.value());
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(new ArrayList<>(topics))));
    }
}
