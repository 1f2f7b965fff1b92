package dev.tutti.secagg.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes the one canonical encoding of a statement: its label first, then fixed-width big-endian numbers, and anything
 * of variable length behind its 32-bit length. Equal statements give equal bytes, different ones different bytes, and no
 * statement can be read as another kind.
 */
public final class CanonicalWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /**
     * @param label kind and version of the statement, e.g. {@code tutti/announcement/v1}
     */
    public CanonicalWriter(String label) {
        text(label);
    }

    /** One byte, 0…255. */
    public CanonicalWriter int8(int value) {
        out.write(Expect.inRange("int8", value, 0, 255));
        return this;
    }

    /** Four bytes, two's complement. */
    public CanonicalWriter int32(int value) {
        return fixed(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** Eight bytes, two's complement. */
    public CanonicalWriter int64(long value) {
        return fixed(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** A finite IEEE 754 single; negative zero is written as zero. */
    public CanonicalWriter float32(float value) {
        Expect.that(Float.isFinite(value), "a float must be finite");
        return int32(Float.floatToIntBits(value + 0f));
    }

    /** A finite IEEE 754 double; negative zero is written as zero. */
    public CanonicalWriter float64(double value) {
        Expect.that(Double.isFinite(value), "a double must be finite");
        return int64(Double.doubleToLongBits(value + 0d));
    }

    /** One byte, 0 or 1. */
    public CanonicalWriter flag(boolean value) {
        return int8(value ? 1 : 0);
    }

    /** The constant's code in one byte. */
    public CanonicalWriter coded(Coded value) {
        return int8(value.code());
    }

    /** Bytes whose length the reader knows. */
    public CanonicalWriter fixed(byte[] value) {
        out.write(value, 0, value.length);
        return this;
    }

    /** Length, then bytes. */
    public CanonicalWriter bytes(byte[] value) {
        return int32(value.length).fixed(value);
    }

    /** UTF-8 behind its length in bytes. */
    public CanonicalWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Thirty-two bytes. */
    public CanonicalWriter digest(Digest value) {
        return fixed(value.bytes());
    }

    /** Sixteen bytes. */
    public CanonicalWriter device(DeviceId value) {
        return fixed(value.bytes());
    }

    /** How many, then each. */
    public <T> CanonicalWriter list(List<T> values, BiConsumer<T, CanonicalWriter> element) {
        int32(values.size());
        values.forEach(value -> element.accept(value, this));
        return this;
    }

    /** What was written so far. */
    public byte[] toBytes() {
        return out.toByteArray();
    }
}
