package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The key lives in hardware, whoever describes it. */
final class HardwareKey implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.keyMintLevel() == 0
                ? Optional.of(new Refused(RefusalReason.SOFTWARE_KEYMINT, "keyMintSecurityLevel"))
                : Optional.empty();
    }
}
