package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The description was made by hardware: software would say whatever the device's owner likes. */
final class HardwareAttestation implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.attestationLevel() == 0
                ? Optional.of(new Refused(RefusalReason.SOFTWARE_ATTESTATION, "attestationSecurityLevel"))
                : Optional.empty();
    }
}
