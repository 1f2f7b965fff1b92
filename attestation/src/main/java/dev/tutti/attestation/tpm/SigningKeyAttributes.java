package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Part 2, 8.3: the signing key was made in the TPM, never leaves it, and signs what it is given. */
final class SigningKeyAttributes implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        TpmKey key = statement.signing();
        boolean holds = key.has(TpmKey.BORN_AND_KEPT | TpmKey.SIGN) && key.hasNone(TpmKey.RESTRICTED | TpmKey.DECRYPT);
        return holds ? Optional.empty() : Optional.of(new Refused(RefusalReason.SIGNING_KEY_ATTRIBUTES, "signing key"));
    }
}
