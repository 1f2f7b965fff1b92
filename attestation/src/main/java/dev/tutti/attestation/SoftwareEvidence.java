package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;

/**
 * A key in ordinary memory: no evidence at all, for development.
 *
 * @param publicKey P-256, uncompressed point, 65 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record SoftwareEvidence(byte[] publicKey) implements Evidence {
    public SoftwareEvidence {
        publicKey = publicKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public Platform platform() {
        return Platform.SOFTWARE_DEVELOPMENT;
    }

    @Override
    public void writeFields(CanonicalWriter out) {
        out.bytes(publicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SoftwareEvidence that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "SoftwareEvidence[" + digest() + "]";
    }
}
