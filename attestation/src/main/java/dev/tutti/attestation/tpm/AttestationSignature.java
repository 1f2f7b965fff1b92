package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Part 3, 18.2: the attestation key signed the attestation. */
final class AttestationSignature implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        byte[] attest = statement.evidence().attest();
        return statement.signature().verifies(statement.attesting().point(), attest)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.BAD_SIGNATURE, "signature"));
    }
}
