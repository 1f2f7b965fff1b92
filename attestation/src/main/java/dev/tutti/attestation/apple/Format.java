package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** The statement is of Apple's format: another has other rules. */
final class Format implements Check<AppleStatement> {
    private static final String APPLE = "apple-appattest";

    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        return statement.object().format().equals(APPLE)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.WRONG_FORMAT, "fmt"));
    }
}
