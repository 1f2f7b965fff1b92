package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The key is its app's alone. */
final class OneApplication implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.allApplications()
                ? Optional.of(new Refused(RefusalReason.ALL_APPLICATIONS, "allApplications"))
                : Optional.empty();
    }
}
