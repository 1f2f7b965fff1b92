package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The maker's system was booted; one that the owner signed may say any app's name. */
final class VerifiedBoot implements Check<KeyDescription> {
    private static final int VERIFIED = 0;

    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.boot().map(boot -> boot.verifiedBootState() != VERIFIED).orElse(false)
                ? Optional.of(new Refused(RefusalReason.BOOT_NOT_VERIFIED, "verifiedBootState"))
                : Optional.empty();
    }
}
