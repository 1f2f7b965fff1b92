package dev.tutti.device;

import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorVerifier;

/**
 * Whom a device believes, pinned by the app and never taken from the network.
 *
 * @param operator verifies announcements and model manifests
 * @param credentials verifies the credentials of committee members and, in the decryptor role, of contributors
 */
public record TaskTrust(OperatorVerifier operator, CredentialTrust credentials) {
    /**
     * Trust in one operator and some enrolment services.
     *
     * @param operatorPublicKey Ed25519 public key of the operator, 32 bytes
     * @param credentials whose credentials to believe
     */
    public static TaskTrust of(byte[] operatorPublicKey, CredentialTrust credentials) {
        return new TaskTrust(new OperatorVerifier(operatorPublicKey), credentials);
    }
}
