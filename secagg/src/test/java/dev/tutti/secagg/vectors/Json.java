package dev.tutti.secagg.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** The few shapes that the vectors are made of. Bytes are lower-case hexadecimal. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** A positive vector of that name. */
    static ObjectNode vector(String name) {
        return object().put("name", name);
    }

    static ArrayNode of(long[] values) {
        ArrayNode array = array();
        for (long value : values) {
            array.add(value);
        }
        return array;
    }

    static ArrayNode of(int[] values) {
        ArrayNode array = array();
        for (int value : values) {
            array.add(value);
        }
        return array;
    }

    static ArrayNode of(int[][] rows) {
        ArrayNode array = array();
        for (int[] row : rows) {
            array.add(of(row));
        }
        return array;
    }

    static <T> ArrayNode each(List<T> values, Function<T, ?> element) {
        ArrayNode array = array();
        values.stream().map(element).forEach(value -> {
            if (value instanceof JsonNode node) {
                array.add(node);
            } else {
                array.addPOJO(value);
            }
        });
        return array;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String sha256(byte[] bytes) {
        return Digest.sha256(bytes).hex();
    }
}
