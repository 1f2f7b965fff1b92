package dev.tutti.attestation.apple;

import dev.tutti.attestation.x509.Certificate;

/**
 * An attestation, parsed.
 *
 * @param keyId the id that the app sent
 * @param object the attestation object
 * @param data its authenticator data
 * @param leaf the key's certificate
 * @param publicKey the key in it, 65 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record AppleStatement(
        byte[] keyId, AttestationObject object, AuthenticatorData.Attested data, Certificate leaf, byte[] publicKey) {}
