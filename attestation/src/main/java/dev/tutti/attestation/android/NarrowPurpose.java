package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;
import java.util.Set;

/** The hardware lets the key do nothing else: ATTEST_KEY (7) would let it describe other keys, which live nowhere. */
final class NarrowPurpose implements Check<KeyDescription> {
    /** Sign and verify. The latter needs only the public half, and older apps ask for both. */
    private static final Set<Integer> HARMLESS = Set.of(SigningPurpose.SIGN, 3);

    @Override
    public Optional<Refused> examine(KeyDescription key, Circumstances circumstances) {
        return HARMLESS.containsAll(key.purposes())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.PURPOSE_TOO_WIDE, "purpose"));
    }
}
