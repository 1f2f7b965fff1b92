package dev.tutti.connectors.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Avro's class table, closed: it knows the generated classes of the given schemas and of what they contain, and nothing
 * else. No class is looked up by a name at read time, so reading needs no list of trusted packages on the command line.
 */
final class ListedClasses extends SpecificData {

    private final Map<String, Class<?>> byName = new HashMap<>();

    ListedClasses(List<Schema> schemas) {
        super(ListedClasses.class.getClassLoader());
        schemas.forEach(this::add);
    }

    @Override
    @SuppressWarnings("rawtypes") // Avro's signature.
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> byName.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }

    private void add(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (byName.put(schema.getFullName(), generated(schema)) == null) {
                    schema.getFields().forEach(field -> add(field.schema()));
                }
            }
            case ENUM, FIXED -> byName.put(schema.getFullName(), generated(schema));
            case ARRAY -> add(schema.getElementType());
            case MAP -> add(schema.getValueType());
            case UNION -> schema.getTypes().forEach(this::add);
            default -> {
                // Primitives have no class of ours.
            }
        }
    }

    /** The names come from our own compiled schemas, never from data. */
    private static Class<?> generated(Schema schema) {
        try {
            return Class.forName(schema.getFullName(), true, ListedClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("expected the generated class of " + schema.getFullName(), e);
        }
    }
}
