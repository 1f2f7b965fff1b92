package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.security.MessageDigest;
import java.util.Optional;

/** Part 1, 16: the key certified is the signing key: its name is a hash of all its public area. */
final class CertifiedName implements Check<TpmStatement> {
    @Override
    public Optional<Refused> examine(TpmStatement statement, Circumstances circumstances) {
        return MessageDigest.isEqual(
                        statement.attest().name(), statement.signing().name())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NAME_MISMATCH, "attest"));
    }
}
