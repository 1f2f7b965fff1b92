package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.security.MessageDigest;
import java.util.Optional;

/** Step 9: the attested credential is the key. */
final class CredentialId implements Check<AppleStatement> {
    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        return MessageDigest.isEqual(statement.data().credentialId(), statement.keyId())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.CREDENTIAL_ID_MISMATCH, "credentialId"));
    }
}
