package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignatureScheme;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Verification of what an enclave signed, in the one {@link SignatureScheme} of its platform. */
public final class StatementSignature {
    /** Hash of the app, flags and counter: no authenticator data is shorter (Web Authentication, 6.1). */
    private static final int MIN_AUTHENTICATOR_BYTES = 37;

    /** Assertions carry nothing behind the counter; more than this is none. */
    private static final int MAX_AUTHENTICATOR_BYTES = 512;

    private StatementSignature() {}

    /**
     * Whether the credential's key signed these bytes, in the way its platform does. False, and nothing more said,
     * otherwise. Believing the credential is the caller's step.
     */
    public static boolean verify(KeyCredential credential, byte[] statement, byte[] signature) {
        return switch (SignatureScheme.of(credential.platform())) {
            case ECDSA_P256_SHA256_DER -> EcdsaP256.verify(credential.publicKey(), statement, signature);
            case APPLE_ASSERTION -> verifyAssertion(credential.publicKey(), statement, signature);
        };
    }

    /**
     * Apple, "Verify the assertion", steps 1 to 3: the nonce is the hash of authenticator data and client data hash, and
     * ECDSA hashes it again. Which app signs is a matter of enrolment, since an App Attest key signs for its own app only.
     * The counter is not looked at: a statement names its round and upload, so that nothing is gained by saying it again.
     */
    private static boolean verifyAssertion(byte[] publicKey, byte[] statement, byte[] signature) {
        if (signature.length < Short.BYTES) {
            return false;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(signature).getShort());
        if (length < MIN_AUTHENTICATOR_BYTES
                || length > MAX_AUTHENTICATOR_BYTES
                || signature.length < Short.BYTES + length) {
            return false;
        }
        byte[] authenticatorData = Arrays.copyOfRange(signature, Short.BYTES, Short.BYTES + length);
        byte[] der = Arrays.copyOfRange(signature, Short.BYTES + length, signature.length);
        Digest nonce = Digest.sha256(authenticatorData, Digest.sha256(statement).bytes());
        return EcdsaP256.verify(publicKey, nonce.bytes(), der);
    }
}
