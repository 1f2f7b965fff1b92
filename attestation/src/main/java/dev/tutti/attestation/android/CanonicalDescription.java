package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.der.DerScan;
import java.util.Optional;

/**
 * The description is canonical DER. Devices have been seen to write {@code deviceLocked} as neither true nor false, which
 * a lax reader takes for true. The order of sets is not looked at: nothing here depends on it.
 */
final class CanonicalDescription implements Check<byte[]> {
    @Override
    public Optional<Refused> examine(byte[] description, Circumstances circumstances) {
        return DerScan.isCanonical(description)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NOT_CANONICAL_DER, "key description"));
    }
}
