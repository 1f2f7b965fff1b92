package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Part 1, 31.2: it begins as nothing does that a restricted key signs for somebody else. */
final class GeneratedByTpm implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        return statement.attest().magic() == TpmAttest.GENERATED
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NOT_TPM_GENERATED, "attest"));
    }
}
