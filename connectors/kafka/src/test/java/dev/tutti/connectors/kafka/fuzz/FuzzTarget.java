package dev.tutti.connectors.kafka.fuzz;

import dev.tutti.connectors.kafka.MalformedRecordException;
import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.schemas.round.LogTick;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** What is thrown bytes at. */
enum FuzzTarget {
    /** The codec: whatever is read encodes to something that reads as the same, and everything else is refused. */
    RECORD {
        @Override
        void run(byte[] bytes) {
            SpecificRecord record;
            try {
                record = RecordCodec.decode(bytes);
            } catch (MalformedRecordException e) {
                return;
            }
            SpecificRecord again = RecordCodec.decode(RecordCodec.encode(record));
            // Field by field: Avro's own equality knows maps only whose keys come in the same order.
            for (Schema.Field field : record.getSchema().getFields()) {
                if (!Objects.equals(record.get(field.pos()), again.get(field.pos()))) {
                    throw new AssertionError("expected " + field.name() + " to survive being written and read");
                }
            }
        }
    },
    /** The codec with a fault of its own, which every run must find first: it cannot stand one kind of record. */
    PLANTED {
        @Override
        void run(byte[] bytes) {
            try {
                if (RecordCodec.decode(bytes) instanceof LogTick) {
                    throw new IllegalStateException("planted");
                }
            } catch (MalformedRecordException e) {
                return;
            }
        }
    };

    abstract void run(byte[] bytes);
}
