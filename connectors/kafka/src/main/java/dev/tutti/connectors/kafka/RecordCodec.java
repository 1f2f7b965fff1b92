package dev.tutti.connectors.kafka;

import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.LogTick;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The one codec for what travels on the topics: Avro single-object encoding (specification 1.12, "Single-object
 * encoding": {@code C3 01}, the schema's CRC-64-AVRO fingerprint little-endian, the binary datum) over a closed list of
 * our records.
 *
 * <p>Guarantee: {@link #decode} either returns a record that encodes to the same content, or throws {@link
 * MalformedRecordException}; whatever the bytes, it allocates at most a small multiple of their length, and it loads no
 * class named by them. Thread-safe.
 */
public final class RecordCodec {

    /** Largest encoded record, bytes: 1 MiB. A chunk of 900 KiB with its ids fits well below it. */
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    /** Marker (2 bytes) and schema fingerprint (8 bytes) before the datum. */
    static final int HEADER_BYTES = 10;

    private static final byte MARKER_0 = (byte) 0xC3;
    private static final byte MARKER_1 = 0x01;

    private static final List<RecordType> TYPES = List.of(
            new RecordType(UpdateChunk.class, UpdateChunk.getClassSchema()),
            new RecordType(ShareBlob.class, ShareBlob.getClassSchema()),
            new RecordType(UpdateHeader.class, UpdateHeader.getClassSchema()),
            new RecordType(Receipt.class, Receipt.getClassSchema()),
            new RecordType(RejectedUpdate.class, RejectedUpdate.getClassSchema()),
            new RecordType(CheckIn.class, CheckIn.getClassSchema()),
            new RecordType(RoundAnnouncement.class, RoundAnnouncement.getClassSchema()),
            new RecordType(VoteRequest.class, VoteRequest.getClassSchema()),
            new RecordType(CohortVote.class, CohortVote.getClassSchema()),
            new RecordType(UnmaskRequest.class, UnmaskRequest.getClassSchema()),
            new RecordType(UnmaskReply.class, UnmaskReply.getClassSchema()),
            new RecordType(RoundOutcome.class, RoundOutcome.getClassSchema()),
            new RecordType(RoundReport.class, RoundReport.getClassSchema()),
            new RecordType(TaskCommand.class, TaskCommand.getClassSchema()),
            new RecordType(TaskAnswer.class, TaskAnswer.getClassSchema()),
            new RecordType(LogTick.class, LogTick.getClassSchema()),
            new RecordType(ModelPublished.class, ModelPublished.getClassSchema()),
            new RecordType(AggregatePublished.class, AggregatePublished.getClassSchema()));

    private static final ListedClasses CLASSES =
            new ListedClasses(TYPES.stream().map(RecordType::schema).toList());

    private static final Map<Long, Format> BY_FINGERPRINT = TYPES.stream()
            .map(type -> Format.of(type, CLASSES))
            .collect(Collectors.toUnmodifiableMap(Format::fingerprint, Function.identity()));

    private static final Map<Class<?>, Format> BY_CLASS = BY_FINGERPRINT.values().stream()
            .collect(Collectors.toUnmodifiableMap(format -> format.type().recordClass(), Function.identity()));

    private RecordCodec() {}

    /** The records this codec knows, in no particular order. */
    public static List<Class<? extends SpecificRecord>> recordClasses() {
        List<Class<? extends SpecificRecord>> classes = new ArrayList<>();
        for (RecordType type : TYPES) {
            classes.add(type.recordClass());
        }
        return List.copyOf(classes);
    }

    /**
     * Encodes one record.
     *
     * @throws IllegalArgumentException when the record's class is not on the list, a required field is unset, or the
     *     result is longer than {@link #MAX_RECORD_BYTES}
     */
    public static byte[] encode(SpecificRecord record) {
        Format format = BY_CLASS.get(record.getClass());
        if (format == null) {
            throw new IllegalArgumentException("expected a record that travels on topics, got " + record.getClass());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.write(MARKER_0);
        out.write(MARKER_1);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(format.fingerprint())
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            format.writer().write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an in-memory stream failed", e);
        } catch (NullPointerException | AvroRuntimeException e) {
            throw new IllegalArgumentException("expected every required field of " + format.name() + " to be set", e);
        }
        if (out.size() > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "expected at most " + MAX_RECORD_BYTES + " bytes for " + format.name() + ", got " + out.size());
        }
        return out.toByteArray();
    }

    /**
     * Decodes one record of any known type. The record shares nothing with {@code bytes}.
     *
     * @param bytes a whole message value; null, as Kafka delivers a tombstone, is malformed
     * @throws MalformedRecordException when they are anything else than exactly one record of ours
     */
    public static SpecificRecord decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new MalformedRecordException("expected a record, got no value");
        }
        if (bytes.length < HEADER_BYTES || bytes.length > MAX_RECORD_BYTES) {
            throw new MalformedRecordException(
                    "expected " + HEADER_BYTES + " to " + MAX_RECORD_BYTES + " bytes, got " + bytes.length);
        }
        if (bytes[0] != MARKER_0 || bytes[1] != MARKER_1) {
            throw new MalformedRecordException("expected Avro's single-object marker C3 01");
        }
        Format format = BY_FINGERPRINT.get(ByteBuffer.wrap(bytes, 2, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong());
        if (format == null) {
            throw new MalformedRecordException("expected the schema fingerprint of a record of ours");
        }
        return format.read(bytes);
    }

    /**
     * Decodes one record of the given type.
     *
     * @throws MalformedRecordException as {@link #decode(byte[])} does, and when it is a record of another type
     */
    public static <T extends SpecificRecord> T decode(byte @Nullable [] bytes, Class<T> type) {
        SpecificRecord record = decode(bytes);
        if (!type.isInstance(record)) {
            throw new MalformedRecordException("expected a " + type.getSimpleName() + ", got a "
                    + record.getClass().getSimpleName());
        }
        return type.cast(record);
    }

    private record RecordType(Class<? extends SpecificRecord> recordClass, Schema schema) {}

    private record Format(
            RecordType type,
            long fingerprint,
            DatumReader<SpecificRecord> reader,
            SpecificDatumWriter<SpecificRecord> writer) {

        static Format of(RecordType type, ListedClasses classes) {
            return new Format(
                    type,
                    SchemaNormalization.parsingFingerprint64(type.schema()),
                    new SpecificDatumReader<>(type.schema(), type.schema(), classes),
                    new SpecificDatumWriter<>(type.schema(), classes));
        }

        String name() {
            return type.schema().getName();
        }

        SpecificRecord read(byte[] bytes) {
            BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER_BYTES);
            SpecificRecord record;
            try {
                record = reader.read(null, decoder);
            } catch (MalformedRecordException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // Avro signals bad input by many unchecked exceptions (bad enum index, bad union branch …); a fault of
                // this reader cannot be told apart from a fault of the bytes, and neither may stop the job.
                throw new MalformedRecordException("expected a well-formed " + name(), e);
            }
            if (decoder.remaining() != 0) {
                throw new MalformedRecordException(
                        "expected the end of " + name() + ", got " + decoder.remaining() + " more bytes");
            }
            return record;
        }
    }
}
