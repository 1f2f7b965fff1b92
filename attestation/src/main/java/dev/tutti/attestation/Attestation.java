package dev.tutti.attestation;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;

/** What came of verifying evidence. */
public sealed interface Attestation {
    /**
     * The key lives where the evidence says, as far as the policy asks.
     *
     * @param publicKey P-256, uncompressed point, 65 bytes
     * @param platform whose word it is
     * @param level how well the key is kept
     */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
    record Verified(byte[] publicKey, Platform platform, KeyLevel level) implements Attestation {
        public Verified {
            publicKey = Expect.copyOfLength("publicKey", publicKey, KeyCredential.PUBLIC_KEY_BYTES);
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
                    && level == that.level;
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
