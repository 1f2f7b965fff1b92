package dev.tutti.secagg.statement;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 (RFC 8032) as members use it with their one-time voting keys. */
final class VotingSignature {
    /** Length of a signature. */
    static final int BYTES = Ed25519.SIGNATURE_SIZE;

    private VotingSignature() {}

    /** Whether {@code signature} is {@code publicKey}'s over {@code message}; false for a key that is no point. */
    static boolean isValid(byte[] publicKey, byte[] message, byte[] signature) {
        return signature.length == BYTES
                && publicKey.length == Ed25519.PUBLIC_KEY_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }
}
