package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.Expect;
import java.io.Serializable;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** Verifies what the holder of one operator key signed. */
public final class OperatorVerifier implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] publicKey;
    /** The key decoded, once it was needed: that costs a fifth of a verification. Threads may decode it twice. */
    private transient Ed25519.@Nullable PublicPoint point;

    /**
     * @param publicKey Ed25519 public key, 32 bytes
     */
    public OperatorVerifier(byte[] publicKey) {
        this.publicKey = Expect.copyOfLength("publicKey", publicKey, Ed25519.PUBLIC_KEY_SIZE);
    }

    /** Whether {@code signature} is the operator's over {@code message} as a statement of the kind {@code label}. */
    public boolean verify(String label, byte[] message, byte[] signature) {
        byte[] signed = OperatorKey.labelled(label, message);
        Ed25519.PublicPoint key = decoded();
        return key != null
                && signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key, signed, 0, signed.length);
    }

    /** The key as a point, or null when its bytes are none (RFC 8032, 5.1.3): such a key verifies nothing. */
    private Ed25519.@Nullable PublicPoint decoded() {
        Ed25519.PublicPoint key = point;
        if (key == null) {
            key = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
            point = key;
        }
        return key;
    }
}
