package dev.tutti.device.enclave.tpm;

/**
 * The device's answer to {@link ActivationChallenge}.
 *
 * @param secret what was sealed; it shows that the attestation key is in the TPM with that endorsement key
 * @param signingKey TPMT_PUBLIC of the key that signs statements
 * @param attest TPMS_ATTEST: the attestation key's certificate of the signing key (TPM2_Certify), over the nonce
 * @param signature TPMT_SIGNATURE of the attestation key over {@code attest}
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares evidence
public record ActivationProof(byte[] secret, byte[] signingKey, byte[] attest, byte[] signature) {
    public ActivationProof {
        secret = secret.clone();
        signingKey = signingKey.clone();
        attest = attest.clone();
        signature = signature.clone();
    }

    /** A copy of the secret. */
    @Override
    public byte[] secret() {
        return secret.clone();
    }

    /** A copy of the public area. */
    @Override
    public byte[] signingKey() {
        return signingKey.clone();
    }

    /** A copy of the attestation. */
    @Override
    public byte[] attest() {
        return attest.clone();
    }

    /** A copy of the signature. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Does not say the secret. */
    @Override
    public String toString() {
        return "ActivationProof[secret]";
    }
}
