package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The bootloader is locked: through an open one anything boots, and uses the key. */
final class LockedBootloader implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.boot().map(boot -> !boot.deviceLocked()).orElse(false)
                ? Optional.of(new Refused(RefusalReason.DEVICE_UNLOCKED, "deviceLocked"))
                : Optional.empty();
    }
}
