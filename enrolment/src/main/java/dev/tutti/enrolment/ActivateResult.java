package dev.tutti.enrolment;

import dev.tutti.attestation.tpm.TpmCredentialChallenge;

/** What became of {@link EnrolmentService#activate}. */
public sealed interface ActivateResult {
    /**
     * Go on: have the TPM open this, and tell what is in it.
     *
     * @param challenge for that TPM and that attestation key
     */
    record Challenged(TpmCredentialChallenge challenge) implements ActivateResult {}

    /**
     * No challenge is made.
     *
     * @param detail for a person; the verifier's reason where it refused
     */
    record Refused(EnrolmentFault fault, String detail) implements ActivateResult {}
}
