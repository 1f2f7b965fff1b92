package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The hardware made the key: one that was imported has been elsewhere. */
final class GeneratedOrigin implements Check<KeyDescription> {
    private static final int GENERATED = 0;

    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.origin().equals(Optional.of(GENERATED))
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.KEY_IMPORTED, "origin"));
    }
}
