package dev.tutti.attestation.apple;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import java.nio.ByteBuffer;

/**
 * Authenticator data (Web Authentication, 6.1), as far as Apple uses it.
 *
 * @param applicationHash SHA-256 of the app's id
 * @param counter how often the key was used, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record AuthenticatorData(byte[] applicationHash, long counter) {
    private static final int HASH_BYTES = 32;
    private static final int HEAD_BYTES = HASH_BYTES + 1 + Integer.BYTES;
    private static final int AAGUID_BYTES = 16;

    /** Flag: an attested credential follows. */
    private static final int ATTESTED = 0x40;

    /**
     * What an attestation has besides.
     *
     * @param aaguid the environment's name, 16 bytes
     * @param credentialId the key's id
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
    record Attested(AuthenticatorData head, byte[] aaguid, byte[] credentialId) {}

    /** An assertion's data, which is nothing but the head. */
    static AuthenticatorData parse(byte[] bytes) throws RefusedException {
        if (bytes.length != HEAD_BYTES) {
            throw malformed();
        }
        return head(ByteBuffer.wrap(bytes));
    }

    private static AuthenticatorData head(ByteBuffer in) {
        byte[] applicationHash = new byte[HASH_BYTES];
        in.get(applicationHash);
        in.get();
        return new AuthenticatorData(applicationHash, Integer.toUnsignedLong(in.getInt()));
    }

    /** An attestation's data. What follows the credential's id, its key, is in the certificate as well. */
    static Attested parseAttested(byte[] bytes) throws RefusedException {
        if (bytes.length < HEAD_BYTES + AAGUID_BYTES + Short.BYTES || (bytes[HASH_BYTES] & ATTESTED) == 0) {
            throw malformed();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        AuthenticatorData head = head(in);
        byte[] aaguid = new byte[AAGUID_BYTES];
        in.get(aaguid);
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw malformed();
        }
        byte[] credentialId = new byte[length];
        in.get(credentialId);
        return new Attested(head, aaguid, credentialId);
    }

    private static RefusedException malformed() {
        return new RefusedException(RefusalReason.MALFORMED_AUTHENTICATOR_DATA, "authenticator data");
    }
}
