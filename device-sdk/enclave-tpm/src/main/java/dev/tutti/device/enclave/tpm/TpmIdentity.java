package dev.tutti.device.enclave.tpm;

/**
 * The device's first words at enrolment: which TPM it is, and which key of it is to be believed about other keys.
 *
 * @param endorsementCertificate the maker's certificate of the TPM's endorsement key, X.509, DER, RSA-2048 or P-256
 * @param attestationKey TPMT_PUBLIC of the restricted key
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares evidence
public record TpmIdentity(byte[] endorsementCertificate, byte[] attestationKey) {
    public TpmIdentity {
        endorsementCertificate = endorsementCertificate.clone();
        attestationKey = attestationKey.clone();
    }

    /** A copy of the certificate. */
    @Override
    public byte[] endorsementCertificate() {
        return endorsementCertificate.clone();
    }

    /** A copy of the public area. */
    @Override
    public byte[] attestationKey() {
        return attestationKey.clone();
    }
}
