package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Step 7: the key is new. */
final class UnusedKey implements Check<AppleStatement> {
    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        return statement.data().head().counter() == 0
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.COUNTER_NOT_ZERO, "counter"));
    }
}
