package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.security.MessageDigest;
import java.util.Optional;

/** The TPM said it for the challenge of this enrolment. */
final class AttestationNonce implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        return MessageDigest.isEqual(statement.attest().extraData(), circumstances.challenge())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.CHALLENGE_MISMATCH, "extraData"));
    }
}
