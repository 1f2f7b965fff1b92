package dev.tutti.secagg.codec;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One masked update of one device. A resumed upload carries the same id and identical bytes.
 */
public final class UploadId implements Comparable<UploadId>, Serializable {
    /** Length in bytes. */
    public static final int BYTES = 16;

    private static final long serialVersionUID = 1L;

    private final byte[] value;

    private UploadId(byte[] value) {
        this.value = value;
    }

    /** Wraps a copy of exactly {@value #BYTES} bytes. */
    public static UploadId of(byte[] bytes) {
        return new UploadId(Expect.copyOfLength("UploadId", bytes, BYTES));
    }

    /** Draws a fresh id. */
    public static UploadId random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new UploadId(bytes);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** All bytes as lower-case hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /** Orders by unsigned bytes, first byte first. */
    @Override
    public int compareTo(UploadId other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UploadId that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The first eight bytes in hexadecimal: enough for a person, too short to be mistaken for the value. */
    @Override
    public String toString() {
        return hex().substring(0, 16);
    }
}
