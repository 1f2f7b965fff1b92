package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.statement.KeyLevel;
import java.util.Optional;

/** The weaker of both levels is enough for the policy. */
final class MinimumLevel implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return levelOf(key).compareTo(circumstances.policy().minimumLevel()) < 0
                ? Optional.of(new Refused(RefusalReason.LEVEL_TOO_LOW, "key description"))
                : Optional.empty();
    }

    /** The weaker of both; what is unknown counts as software. */
    static KeyLevel levelOf(KeyDescription key) {
        return level(key.attestationLevel()).and(level(key.keyMintLevel()));
    }

    private static KeyLevel level(int number) {
        KeyLevel[] levels = KeyLevel.values();
        return number >= 0 && number < levels.length ? levels[number] : KeyLevel.SOFTWARE;
    }
}
