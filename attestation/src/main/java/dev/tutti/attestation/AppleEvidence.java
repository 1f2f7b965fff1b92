package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;

/**
 * Apple App Attest: what {@code DCAppAttestService.attestKey} gave, with our challenge as {@code clientDataHash}.
 *
 * @param keyId SHA-256 of the public key, 32 bytes
 * @param attestationObject CBOR
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record AppleEvidence(byte[] keyId, byte[] attestationObject) implements Evidence {
    public AppleEvidence {
        keyId = keyId.clone();
        attestationObject = attestationObject.clone();
    }

    /** A copy. */
    @Override
    public byte[] keyId() {
        return keyId.clone();
    }

    /** A copy. */
    @Override
    public byte[] attestationObject() {
        return attestationObject.clone();
    }

    @Override
    public Platform platform() {
        return Platform.APPLE;
    }

    @Override
    public void writeFields(CanonicalWriter out) {
        out.bytes(keyId);
        out.bytes(attestationObject);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppleEvidence that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "AppleEvidence[" + digest() + "]";
    }
}
