package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.time.YearMonth;
import java.util.Optional;

/** The system is no older than the policy allows: in an older one there are known ways to another app's keys. */
final class PatchLevel implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        YearMonth least = circumstances.policy().minimumPatchLevel();
        int leastNumber = least.getYear() * 100 + least.getMonthValue();
        return key.osPatchLevel().map(level -> level >= leastNumber).orElse(false)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.PATCH_LEVEL_TOO_OLD, "osPatchLevel"));
    }
}
