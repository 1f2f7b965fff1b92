package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.LogTick;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends tick number n to the n-th place of a fixed list, round and round. */
final class TickWriter implements KafkaRecordSerializationSchema<Long> {

    private static final long serialVersionUID = 1L;

    private final List<Place> places;

    TickWriter(List<Place> places) {
        this.places = List.copyOf(places);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Long number, KafkaSinkContext context, @Nullable Long timestamp) {
        Place place = places.get((int) (number % places.size()));
        LogTick tick = new LogTick(number / places.size());
        return new ProducerRecord<>(place.topic(), place.partition(), null, RecordCodec.encode(tick));
    }

    /** One partition of one topic. */
    record Place(String topic, int partition) implements Serializable {}
}
