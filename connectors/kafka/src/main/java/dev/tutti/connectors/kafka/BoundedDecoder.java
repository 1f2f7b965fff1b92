package dev.tutti.connectors.kafka;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding (specification 1.12, "Binary encoding") from one byte array, and believes no length in it:
 * every length and every item count is checked against the bytes that are left before anything is allocated. Each item of
 * our arrays and maps takes at least one byte, so a count above the rest is a lie.
 *
 * <p>Every departure is a {@link MalformedRecordException}. Not thread-safe; one per datum.
 */
final class BoundedDecoder extends Decoder {

    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] bytes;
    private int position;

    BoundedDecoder(byte[] bytes, int from) {
        this.bytes = bytes;
        this.position = from;
    }

    /** Bytes not read yet. */
    int remaining() {
        return bytes.length - position;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() {
        byte value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw new MalformedRecordException("expected a boolean of 0 or 1");
        }
        return value == 1;
    }

    @Override
    public int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw new MalformedRecordException("expected an int of 32 bits, got more");
        }
        return (int) value;
    }

    @Override
    public long readLong() {
        long zigzag = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            long next = bytes[take(1)] & 0xFF;
            // The tenth byte carries only the 64th bit.
            if (i == MAX_VARINT_BYTES - 1 && next > 1) {
                break;
            }
            zigzag |= (next & 0x7F) << (7 * i);
            if (next < 0x80) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new MalformedRecordException("expected a number of at most 64 bits");
    }

    @Override
    public float readFloat() {
        return littleEndian(Float.BYTES).getFloat();
    }

    @Override
    public double readDouble() {
        return littleEndian(Double.BYTES).getDouble();
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) {
        return new Utf8(readString());
    }

    @Override
    public String readString() {
        int length = length();
        int from = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRecordException("expected text in UTF-8");
        }
    }

    @Override
    public void skipString() {
        take(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) {
        int length = length();
        int from = take(length);
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length));
    }

    @Override
    public void skipBytes() {
        take(length());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) {
        take(length);
    }

    @Override
    public int readEnum() {
        return readInt();
    }

    @Override
    public int readIndex() {
        return readInt();
    }

    @Override
    public long readArrayStart() {
        return blockCount();
    }

    @Override
    public long arrayNext() {
        return blockCount();
    }

    @Override
    public long skipArray() {
        return skipBlocks();
    }

    @Override
    public long readMapStart() {
        return blockCount();
    }

    @Override
    public long mapNext() {
        return blockCount();
    }

    @Override
    public long skipMap() {
        return skipBlocks();
    }

    /** A block's item count; a negative one is followed by the block's size in bytes (specification, "Arrays"). */
    private long blockCount() {
        long count = readLong();
        if (count < 0) {
            length();
            count = -count;
        }
        if (count < 0 || count > remaining()) {
            throw new MalformedRecordException("expected at most one item per remaining byte");
        }
        return count;
    }

    /** Skips blocks that carry their size; returns the items the caller must skip itself, 0 at the end. */
    private long skipBlocks() {
        while (true) {
            long count = readLong();
            if (count < 0) {
                take(length());
            } else if (count > remaining()) {
                throw new MalformedRecordException("expected at most one item per remaining byte");
            } else {
                return count;
            }
        }
    }

    private int length() {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw new MalformedRecordException("expected a length of 0 to the " + remaining() + " bytes left");
        }
        return (int) length;
    }

    /** Moves past {@code length} bytes and returns where they start. */
    private int take(int length) {
        if (length > remaining()) {
            throw new MalformedRecordException("expected " + length + " more bytes, got " + remaining());
        }
        int from = position;
        position += length;
        return from;
    }

    private ByteBuffer littleEndian(int length) {
        return ByteBuffer.wrap(bytes, take(length), length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
