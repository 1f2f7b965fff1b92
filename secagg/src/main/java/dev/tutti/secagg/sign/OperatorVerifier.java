package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.Expect;
import java.io.Serializable;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Verifies what the holder of one operator key signed. */
public final class OperatorVerifier implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] publicKey;

    /**
     * @param publicKey Ed25519 public key, 32 bytes
     */
    public OperatorVerifier(byte[] publicKey) {
        this.publicKey = Expect.copyOfLength("publicKey", publicKey, Ed25519.PUBLIC_KEY_SIZE);
    }

    /** Whether {@code signature} is the operator's over {@code message} as a statement of the kind {@code label}. */
    public boolean verify(String label, byte[] message, byte[] signature) {
        byte[] signed = OperatorKey.labelled(label, message);
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, signed, 0, signed.length);
    }
}
