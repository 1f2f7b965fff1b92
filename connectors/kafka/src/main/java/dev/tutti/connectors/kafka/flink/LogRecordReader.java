package dev.tutti.connectors.kafka.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Turns every message into a {@link LogRecord} with its value bytes as they are: ticks and garbage must reach the
 * watermark generator too, because they carry log time like everything else.
 */
final class LogRecordReader implements KafkaRecordDeserializationSchema<LogRecord> {

    private static final long serialVersionUID = 1L;
    private static final byte[] NO_VALUE = {};

    @Override
    public void deserialize(ConsumerRecord<byte[], byte @Nullable []> message, Collector<LogRecord> out) {
        // With CreateTime a device would choose its own time, and with it who is late.
        if (message.timestampType() != TimestampType.LOG_APPEND_TIME) {
            throw new IllegalStateException("expected topic " + message.topic()
                    + " to have message.timestamp.type LogAppendTime, got " + message.timestampType());
        }
        byte[] value = message.value();
        out.collect(new LogRecord(
                message.partition(), message.offset(), message.timestamp(), value == null ? NO_VALUE : value));
    }

    @Override
    public TypeInformation<LogRecord> getProducedType() {
        return LogRecord.TYPE;
    }
}
