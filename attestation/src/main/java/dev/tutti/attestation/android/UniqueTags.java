package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** No list says one thing twice: of two, one reader takes the first and another the last. */
final class UniqueTags implements Check<KeyDescription> {
    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return key.repeatedTag()
                ? Optional.of(new Refused(RefusalReason.DUPLICATE_TAG, "key description"))
                : Optional.empty();
    }
}
