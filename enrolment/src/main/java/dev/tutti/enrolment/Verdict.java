package dev.tutti.enrolment;

import dev.tutti.attestation.TpmKeys;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Optional;

/** What an {@link EvidenceVerifier} found. */
public sealed interface Verdict {
    /**
     * The evidence holds.
     *
     * @param publicKey the attested key: P-256, uncompressed point 04‖x‖y, 65 bytes
     * @param platform where it lives
     * @param level how well it is kept there
     * @param policyVersion of the policy under which it holds, ≥ 0
     * @param tpm which TPM's it is, for {@link Platform#TPM2} only
     */
    record Accepted(byte[] publicKey, Platform platform, KeyLevel level, int policyVersion, Optional<TpmKeys> tpm)
            implements Verdict {
        public Accepted {
            publicKey = Expect.copyOfLength("publicKey", publicKey, KeyCredential.PUBLIC_KEY_BYTES);
            Expect.that(publicKey[0] == 4, "publicKey must be an uncompressed point");
            Expect.inRange("policyVersion", policyVersion, 0, Integer.MAX_VALUE);
            Expect.that(tpm.isPresent() == (platform == Platform.TPM2), "a TPM's key, and no other, is of a TPM");
        }

        /** Of no TPM. */
        public Accepted(byte[] publicKey, Platform platform, KeyLevel level, int policyVersion) {
            this(publicKey, platform, level, policyVersion, Optional.empty());
        }

        /** A copy of the key. */
        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }
    }

    /**
     * The evidence does not hold.
     *
     * @param reason one reason, without content of the evidence
     */
    record Refused(String reason) implements Verdict {}
}
