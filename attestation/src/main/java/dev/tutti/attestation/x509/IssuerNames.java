package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Arrays;
import java.util.Optional;

/** RFC 5280, 6.1.3 (a)(4): each certificate names the next one's subject as its issuer, byte for byte. */
public final class IssuerNames extends CertificateCheck {
    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        boolean last = index == chain.size() - 1;
        return unless(
                last
                        || Arrays.equals(
                                chain.get(index).issuer(), chain.get(index + 1).subject()),
                RefusalReason.ISSUER_MISMATCH);
    }
}
