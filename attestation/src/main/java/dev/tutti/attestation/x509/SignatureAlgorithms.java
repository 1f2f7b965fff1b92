package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;

/** Every signature that is believed uses SHA-2 with ECDSA or RSA: with SHA-1 two certificates can be made for one signature. */
public final class SignatureAlgorithms extends CertificateCheck {
    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        boolean anchor = TrustAnchor.isPinned(chain, index, circumstances);
        return unless(
                anchor || CertificateSignature.isStrong(chain.get(index).signatureAlgorithm()),
                RefusalReason.WEAK_SIGNATURE_ALGORITHM);
    }
}
