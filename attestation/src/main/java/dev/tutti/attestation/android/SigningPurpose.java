package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The hardware lets the key sign. */
final class SigningPurpose implements Check<KeyDescription> {
    static final int SIGN = 2;

    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.purposes().contains(SIGN)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.PURPOSE_NOT_SIGN, "purpose"));
    }
}
