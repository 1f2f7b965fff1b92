package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** RFC 5280, 6.1.3 (a)(1): each certificate is signed by the next one's key. The last one's is {@link TrustAnchor}'s. */
public final class CertificateSignatures extends CertificateCheck {
    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        boolean last = index == chain.size() - 1;
        return unless(
                last
                        || CertificateSignature.verifies(
                                chain.get(index), chain.get(index + 1).key()),
                RefusalReason.BAD_CERTIFICATE_SIGNATURE);
    }
}
