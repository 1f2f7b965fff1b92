package dev.tutti.device.enclave.tpm;

import dev.tutti.secagg.codec.Expect;

/**
 * The service's answer to {@link TpmIdentity}: a secret that only the TPM with that endorsement key opens, and only if
 * the attestation key is in it (TPM2_MakeCredential), and a nonce for the certificate of the signing key.
 *
 * @param nonce {@value #NONCE_BYTES} bytes, never given before
 * @param idObject TPM2B_ID_OBJECT, with its length
 * @param encryptedSecret TPM2B_ENCRYPTED_SECRET, with its length
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares challenges
public record ActivationChallenge(byte[] nonce, byte[] idObject, byte[] encryptedSecret) {
    /** Length of the nonce. */
    public static final int NONCE_BYTES = 32;

    /** Most bytes of each of the other two. */
    public static final int MAX_BYTES = 1024;

    public ActivationChallenge {
        nonce = Expect.copyOfLength("nonce", nonce, NONCE_BYTES);
        idObject = Expect.copyOfLength("idObject", idObject, 0, MAX_BYTES);
        encryptedSecret = Expect.copyOfLength("encryptedSecret", encryptedSecret, 0, MAX_BYTES);
    }

    /** A copy of the nonce. */
    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    /** A copy of the sealed secret. */
    @Override
    public byte[] idObject() {
        return idObject.clone();
    }

    /** A copy of the key that it is sealed with, encrypted. */
    @Override
    public byte[] encryptedSecret() {
        return encryptedSecret.clone();
    }
}
