package dev.tutti.secagg.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what {@link CanonicalWriter} wrote and accepts nothing else: every length is checked against its cap and against
 * the bytes left before anything is allocated, numbers must be in range, text must be UTF-8, and no byte may be left
 * over. Whatever it accepts encodes to the same bytes again. Anything else is a {@link MalformedMessageException}.
 */
public final class CanonicalReader {
    private final ByteBuffer in;

    private CanonicalReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /**
     * Decodes one whole statement.
     *
     * @param label the label it must begin with
     * @param body reads the fields; an {@link IllegalArgumentException} from it (a value out of range) means malformed
     */
    public static <T> T decode(byte[] bytes, String label, Function<CanonicalReader, T> body) {
        CanonicalReader reader = new CanonicalReader(bytes);
        try {
            if (!Arrays.equals(reader.bytes(255), label.getBytes(StandardCharsets.US_ASCII))) {
                throw new MalformedMessageException("expected a statement labelled " + label);
            }
            T value = body.apply(reader);
            if (reader.in.hasRemaining()) {
                throw new MalformedMessageException("expected the end of a statement labelled " + label);
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("in a statement labelled " + label + ": " + e.getMessage());
        }
    }

    /** Whether the bytes begin with a label: for kinds of statement that come in more than one version. */
    public static boolean isLabelled(byte[] bytes, String label) {
        byte[] beginning = new CanonicalWriter(label).toBytes();
        return bytes.length >= beginning.length
                && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** One byte, 0…255. */
    public int int8() {
        return need(1).get() & 0xff;
    }

    /** Four bytes, two's complement. */
    public int int32() {
        return need(Integer.BYTES).getInt();
    }

    /** Eight bytes, two's complement. */
    public long int64() {
        return need(Long.BYTES).getLong();
    }

    /** A finite single in its one encoding. */
    public float float32() {
        int bits = int32();
        float value = Float.intBitsToFloat(bits);
        if (!Float.isFinite(value) || bits == Integer.MIN_VALUE) {
            throw new MalformedMessageException("expected a finite number and no negative zero");
        }
        return value;
    }

    /** A finite double in its one encoding. */
    public double float64() {
        long bits = int64();
        double value = Double.longBitsToDouble(bits);
        if (!Double.isFinite(value) || bits == Long.MIN_VALUE) {
            throw new MalformedMessageException("expected a finite number and no negative zero");
        }
        return value;
    }

    /** 0 or 1. */
    public boolean flag() {
        int value = int8();
        if (value > 1) {
            throw new MalformedMessageException("expected a flag, 0 or 1");
        }
        return value == 1;
    }

    /** The constant among {@code values} that has the code read. */
    public <E extends Coded> E coded(E[] values) {
        int code = int8();
        for (E value : values) {
            if (value.code() == code) {
                return value;
            }
        }
        throw new MalformedMessageException("expected a known code, found " + code);
    }

    /** Exactly {@code length} bytes. */
    public byte[] fixed(int length) {
        need(length);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    /** Bytes behind their length, at most {@code maxLength}. */
    public byte[] bytes(int maxLength) {
        int length = int32();
        if (length < 0 || length > maxLength) {
            throw new MalformedMessageException("expected at most " + maxLength + " bytes");
        }
        return fixed(length);
    }

    /** UTF-8 behind its length, at most {@code maxBytes}. */
    public String text(int maxBytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(maxBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("expected UTF-8");
        }
    }

    /** Thirty-two bytes. */
    public Digest digest() {
        return Digest.of(fixed(Digest.BYTES));
    }

    /** Sixteen bytes. */
    public DeviceId device() {
        return DeviceId.of(fixed(DeviceId.BYTES));
    }

    /** How many (at most {@code maxCount}), then each. */
    public <T> List<T> list(int maxCount, Function<CanonicalReader, T> element) {
        int count = int32();
        // Every element takes at least one byte, so a forged count cannot ask for more work than bytes were sent.
        if (count < 0 || count > maxCount || count > in.remaining()) {
            throw new MalformedMessageException("expected at most " + maxCount + " elements");
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(element.apply(this));
        }
        return List.copyOf(values);
    }

    private ByteBuffer need(int length) {
        if (in.remaining() < length) {
            throw new MalformedMessageException("expected " + length + " more bytes, found " + in.remaining());
        }
        return in;
    }
}
