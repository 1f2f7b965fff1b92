package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Part 2, 8.3: the attestation key was made in the TPM, never leaves it, and signs only what the TPM says itself. */
final class AttestationKeyAttributes implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        TpmKey key = statement.attesting();
        boolean holds = key.has(TpmKey.BORN_AND_KEPT | TpmKey.RESTRICTED | TpmKey.SIGN) && key.hasNone(TpmKey.DECRYPT);
        return holds
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.ATTESTATION_KEY_ATTRIBUTES, "attestation key"));
    }
}
