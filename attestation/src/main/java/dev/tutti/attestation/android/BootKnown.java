package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The hardware says what was booted; what the operating system says of that is worth nothing. */
final class BootKnown implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        if (key.boot().isEmpty()) {
            return Optional.of(new Refused(RefusalReason.NO_ROOT_OF_TRUST, "rootOfTrust"));
        }
        return Optional.empty();
    }
}
