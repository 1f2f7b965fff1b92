package dev.tutti.attestation;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;

/**
 * A key in a PKCS#11 token. A token says nothing that its owner could not say as well, so the key counts as software unless
 * the policy knows it from outside (PKCS #11 v3.1, 4.9: attributes are the token's own claims).
 *
 * @param publicKey P-256, uncompressed point, 65 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; equality is that of the canonical bytes
public record Pkcs11Evidence(byte[] publicKey) implements Evidence {
    public Pkcs11Evidence {
        publicKey = publicKey.clone();
    }

    /** A copy. */
    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public Platform platform() {
        return Platform.PKCS11;
    }

    @Override
    public void writeFields(CanonicalWriter out) {
        out.bytes(publicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pkcs11Evidence that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Names it by its digest. */
    @Override
    public String toString() {
        return "Pkcs11Evidence[" + digest() + "]";
    }
}
