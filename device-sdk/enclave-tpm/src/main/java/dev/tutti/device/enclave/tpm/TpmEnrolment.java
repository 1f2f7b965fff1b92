package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;

/**
 * The device's half of enrolling a TPM, for the app to carry to and from the enrolment service: {@link #identity()}
 * there, a challenge back, {@link #answer} there, a credential back. May be done any number of times.
 */
public interface TpmEnrolment {
    /**
     * Which TPM this is.
     *
     * @throws EnclaveException NO_EVIDENCE if it has no certificate of its maker that we can use, UNAVAILABLE
     */
    TpmIdentity identity();

    /**
     * Opens the challenge and certifies the signing key over its nonce.
     *
     * @throws EnclaveException NO_EVIDENCE if the challenge is not for this TPM and its attestation key, UNAVAILABLE
     */
    ActivationProof answer(ActivationChallenge challenge);
}
