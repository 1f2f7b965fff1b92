package dev.tutti.connectors.kafka.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * One record of a topic, as the log holds it.
 *
 * @param partition partition it was read from, 0-based
 * @param offset position in that partition
 * @param logTimeMillis when the broker appended it, milliseconds since the epoch; after {@link PartitionClock} never less
 *     than that of an earlier record of the same partition
 * @param value the message value, undecoded and not yet trusted; empty for a message without value. Not copied: whoever
 *     builds the record gives the array away, whoever reads it must not change it
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Copying every message would cost more than it guards; ownership is documented.
public record LogRecord(int partition, long offset, long logTimeMillis, byte[] value) {

    /** Flink's type of this record: four plain fields, no fallback serialiser. */
    public static final TypeInformation<LogRecord> TYPE = Types.POJO(LogRecord.class);

    /** The same record at another log time. */
    LogRecord at(long otherLogTimeMillis) {
        return new LogRecord(partition, offset, otherLogTimeMillis, value);
    }

    @Override
    public String toString() {
        return "LogRecord[" + partition + "@" + offset + ", " + logTimeMillis + " ms, " + value.length + " bytes]";
    }
}
