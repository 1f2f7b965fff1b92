package dev.tutti.connectors.kafka.flink;

import dev.tutti.connectors.kafka.RecordCodec;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Something the job says: one message for one topic. The arrays are not copied; whoever builds the record gives them away.
 *
 * @param topic full topic name
 * @param key message key, which picks the partition (a device id on keyed topics); empty when order does not matter
 * @param value message value as {@link RecordCodec} encodes it
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Copying every message would cost more than it guards; ownership is documented.
public record Said(String topic, byte[] key, byte[] value) {

    /** Flink's type of this record: three plain fields, no fallback serialiser. */
    public static final TypeInformation<Said> TYPE = Types.POJO(Said.class);

    /** A record for a topic. */
    public static Said of(String topic, byte[] key, SpecificRecord record) {
        return new Said(topic, key, RecordCodec.encode(record));
    }

    @Override
    public String toString() {
        return "Said[" + topic + ", " + value.length + " bytes]";
    }
}
