package dev.tutti.attestation.apple;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few forms of CBOR (RFC 8949) that Apple uses: maps with text keys, texts, byte strings and arrays of those.
 * No key twice, nothing nested deeper than {@value #MAX_DEPTH}, nothing after the end.
 */
final class CborReader {
    /** Deepest nesting: an object, its statement, the array of certificates. */
    static final int MAX_DEPTH = 4;

    private static final CBORFactory CBOR = CBORFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(4096)
                    .maxNameLength(256)
                    .build())
            .build();

    private final JsonParser in;
    private final String where;

    private CborReader(JsonParser in, String where) {
        this.in = in;
        this.where = where;
    }

    /** Reads one object. */
    @FunctionalInterface
    interface Body<T> {
        /** The object. */
        T read(CborReader in) throws IOException, RefusedException;
    }

    /** Reads the bytes, all of them; MALFORMED_CBOR if they are anything else. */
    static <T> T read(byte[] bytes, String where, Body<T> body) throws RefusedException {
        try (JsonParser in = CBOR.createParser(bytes)) {
            CborReader reader = new CborReader(in, where);
            in.nextToken();
            T value = body.read(reader);
            reader.expect(in.nextToken() == null);
            // The library stops where the value ends, and says nothing of what comes after.
            reader.expect(in.currentLocation().getByteOffset() == bytes.length);
            return value;
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(RefusalReason.MALFORMED_CBOR, where);
        }
    }

    /** Reads a map; {@code field} is called at each value with its key. */
    void map(Field field) throws IOException, RefusedException {
        expect(in.currentToken() == JsonToken.START_OBJECT);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            field.read(key);
        }
        expect(in.currentToken() == JsonToken.END_OBJECT);
    }

    /** Reads a value of a map. */
    @FunctionalInterface
    interface Field {
        /** At the value of that key. */
        void read(String key) throws IOException, RefusedException;
    }

    /** A byte string. */
    byte[] bytes() throws IOException, RefusedException {
        expect(in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT);
        return in.getBinaryValue();
    }

    /** A text. */
    String text() throws IOException, RefusedException {
        expect(in.currentToken() == JsonToken.VALUE_STRING);
        return in.getText();
    }

    /** An array of byte strings. */
    List<byte[]> list() throws IOException, RefusedException {
        expect(in.currentToken() == JsonToken.START_ARRAY);
        List<byte[]> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(bytes());
        }
        return list;
    }

    /** The value, if there is one. */
    <T> T required(@Nullable T value) throws RefusedException {
        if (value == null) {
            throw new RefusedException(RefusalReason.MALFORMED_CBOR, where);
        }
        return value;
    }

    /** Goes on only if so. */
    void expect(boolean condition) throws RefusedException {
        if (!condition) {
            throw new RefusedException(RefusalReason.MALFORMED_CBOR, where);
        }
    }
}
