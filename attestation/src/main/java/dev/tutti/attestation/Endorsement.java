package dev.tutti.attestation;

/** What came of verifying a TPM's endorsement certificate by itself. */
public sealed interface Endorsement {
    /**
     * The policy trusts who certified the key.
     *
     * @param key its SubjectPublicKeyInfo, DER: what a {@link dev.tutti.attestation.tpm.TpmCredentialChallenge} is made for
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares them
    record Verified(byte[] key) implements Endorsement {
        public Verified {
            key = key.clone();
        }

        /** A copy. */
        @Override
        public byte[] key() {
            return key.clone();
        }
    }

    /**
     * It does not.
     *
     * @param refused why
     */
    record Refused(Attestation.Refused refused) implements Endorsement {}
}
