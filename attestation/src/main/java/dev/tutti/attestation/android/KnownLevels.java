package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.statement.KeyLevel;
import java.util.Optional;

/** Both security levels are ones that the schema defines. */
final class KnownLevels implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        boolean known = isKnown(key.attestationLevel()) && isKnown(key.keyMintLevel());
        return known
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.UNKNOWN_SECURITY_LEVEL, "key description"));
    }

    private static boolean isKnown(int level) {
        return level >= 0 && level < KeyLevel.values().length;
    }
}
