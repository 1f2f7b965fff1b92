package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Part 2, 10.12.12: it certifies a key; other statements have other things where the name would be. */
final class Certification implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        return statement.attest().type() == TpmAttest.CERTIFY
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NOT_A_CERTIFICATION, "attest"));
    }
}
