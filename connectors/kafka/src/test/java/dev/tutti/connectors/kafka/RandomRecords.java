package dev.tutti.connectors.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Draws records of any schema of ours: every field set, every branch and symbol possible. */
final class RandomRecords {

    private final RandomGenerator random;
    private final SpecificData classes = new SpecificData();

    RandomRecords(RandomGenerator random) {
        this.random = random;
    }

    SpecificRecord any() {
        List<Class<? extends SpecificRecord>> types = RecordCodec.recordClasses();
        return of(types.get(random.nextInt(types.size())));
    }

    <T extends SpecificRecord> T of(Class<T> type) {
        return type.cast(record(classes.getSchema(type)));
    }

    private Object record(Schema schema) {
        IndexedRecord record = (IndexedRecord) classes.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextGaussian();
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(80)));
            case ENUM ->
                classes.createEnum(
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())),
                        schema);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case RECORD -> record(schema);
            case ARRAY -> array(schema);
            case MAP -> map(schema);
            case FIXED -> throw new IllegalStateException("expected no fixed type in our schemas, got " + schema);
        };
    }

    private List<@Nullable Object> array(Schema schema) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(value(schema.getElementType()));
        }
        return items;
    }

    private Map<String, @Nullable Object> map(Schema schema) {
        Map<String, @Nullable Object> entries = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put(text(), value(schema.getValueType()));
        }
        return entries;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 + random.nextInt(64) : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
