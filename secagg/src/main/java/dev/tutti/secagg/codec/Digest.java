package dev.tutti.secagg.codec;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest: the name of a message, a model, a credential or a cohort.
 */
public final class Digest implements Comparable<Digest>, Serializable {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final long serialVersionUID = 1L;

    private final byte[] value;

    private Digest(byte[] value) {
        this.value = value;
    }

    /** Wraps a copy of exactly {@value #BYTES} bytes. */
    public static Digest of(byte[] bytes) {
        return new Digest(Expect.copyOfLength("Digest", bytes, BYTES));
    }

    /**
     * SHA-256 over the concatenation of {@code parts}; the caller keeps the parts unambiguous (fixed lengths or
     * prefixes).
     */
    public static Digest sha256(byte[]... parts) {
        try {
            // The platform's: several times as fast as a portable one, and whole vectors go through it.
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                hash.update(part);
            }
            return new Digest(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Thirty-two zero bytes: stands where the first of a chain has no predecessor. */
    public static Digest zero() {
        return new Digest(new byte[BYTES]);
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
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(value, that.value);
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
