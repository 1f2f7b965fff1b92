package dev.tutti.secagg.codec;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A device, fixed at enrolment: the first 16 bytes of SHA-256 over its enclave public key. One per hardware key.
 */
public final class DeviceId implements Comparable<DeviceId>, Serializable {
    /** Length in bytes. */
    public static final int BYTES = 16;

    private static final long serialVersionUID = 1L;

    private final byte[] value;

    private DeviceId(byte[] value) {
        this.value = value;
    }

    /** Wraps a copy of exactly {@value #BYTES} bytes. */
    public static DeviceId of(byte[] bytes) {
        return new DeviceId(Expect.copyOfLength("DeviceId", bytes, BYTES));
    }

    /** The id of the device whose enclave holds this public key (uncompressed point). */
    public static DeviceId ofPublicKey(byte[] publicKey) {
        return new DeviceId(Arrays.copyOf(Digest.sha256(publicKey).bytes(), BYTES));
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
    public int compareTo(DeviceId other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceId that && Arrays.equals(value, that.value);
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
