package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.codec.Digest;
import java.security.MessageDigest;
import java.util.Optional;

/** Step 5: the key's id is SHA-256 of the key. */
final class KeyId implements Check<AppleStatement> {
    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        byte[] hash = Digest.sha256(statement.publicKey()).bytes();
        return MessageDigest.isEqual(hash, statement.keyId())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.KEY_ID_MISMATCH, "keyId"));
    }
}
