package dev.tutti.attestation;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.Optional;

/** What came of verifying evidence. */
public sealed interface Attestation {
    /**
     * The key lives where the evidence says, as far as the policy asks.
     *
     * @param publicKey P-256, uncompressed point, 65 bytes
     * @param platform whose word it is
     * @param level how well the key is kept
     * @param tpm which TPM's it is, for {@link Platform#TPM2} only
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
    record Verified(byte[] publicKey, Platform platform, KeyLevel level, Optional<TpmKeys> tpm) implements Attestation {
        public Verified {
            publicKey = Expect.copyOfLength("publicKey", publicKey, KeyCredential.PUBLIC_KEY_BYTES);
            Expect.that(tpm.isPresent() == (platform == Platform.TPM2), "a TPM's key, and no other, is of a TPM");
        }

        /** Of no TPM. */
        public Verified(byte[] publicKey, Platform platform, KeyLevel level) {
            this(publicKey, platform, level, Optional.empty());
        }

        /** A copy of the key. */
        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Verified that
                    && Arrays.equals(publicKey, that.publicKey)
                    && platform == that.platform
                    && level == that.level
                    && tpm.equals(that.tpm);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(publicKey);
        }

        @Override
        public String toString() {
            return "Verified[" + platform + " " + level + "]";
        }
    }

    /**
     * It does not, or cannot be shown to.
     *
     * @param reason the first thing found wrong
     * @param where the part of the evidence, such as {@code certificate 2}; never its content
     */
    record Refused(RefusalReason reason, String where) implements Attestation {}
}
