package dev.tutti.attestation.android;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.x509.CertificateChain;
import java.util.Optional;

/**
 * The description of the key is in the leaf and nowhere else. A key that is attested itself could sign a certificate
 * below its own, with any description in it. (So keys with purpose ATTEST_KEY are not supported.)
 */
final class AttestationPlacement implements Check<CertificateChain> {
    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        for (int i = 1; i < chain.size(); i++) {
            if (chain.get(i).has(AndroidExtensions.KEY_DESCRIPTION)) {
                return Optional.of(new Refused(RefusalReason.ATTESTATION_IN_INTERMEDIATE, CertificateChain.name(i)));
            }
        }
        return chain.leaf().has(AndroidExtensions.KEY_DESCRIPTION)
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NO_ATTESTATION, CertificateChain.name(0)));
    }
}
