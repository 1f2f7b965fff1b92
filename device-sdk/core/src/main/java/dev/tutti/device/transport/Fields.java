package dev.tutti.device.transport;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Byte fields of the records that travel: read without moving the buffer, and only at the size they must have. */
public final class Fields {
    private Fields() {}

    /** A copy of the whole field. */
    public static byte[] bytes(ByteBuffer field) {
        byte[] bytes = new byte[field.remaining()];
        field.duplicate().get(bytes);
        return bytes;
    }

    /** The digest in the field; empty when it is unset or not 32 bytes. */
    public static Optional<Digest> digest(@Nullable ByteBuffer field) {
        return field == null || field.remaining() != Digest.BYTES
                ? Optional.empty()
                : Optional.of(Digest.of(bytes(field)));
    }

    /** The upload id in the field; empty when it is not 16 bytes. */
    public static Optional<UploadId> upload(ByteBuffer field) {
        return field.remaining() != UploadId.BYTES ? Optional.empty() : Optional.of(UploadId.of(bytes(field)));
    }

    /** A field that holds {@code bytes}, not copied. */
    public static ByteBuffer of(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }
}
