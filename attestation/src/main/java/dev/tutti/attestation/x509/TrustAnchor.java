package dev.tutti.attestation.x509;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * RFC 5280, 6.1.1 (d): the chain's last certificate is of a key that the policy trusts, or is signed by one whose bytes
 * the policy has. Everything else in a chain is worth nothing without.
 */
public final class TrustAnchor implements Check<CertificateChain> {
    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        int last = chain.size() - 1;
        boolean trusted = isPinned(chain, last, circumstances)
                || circumstances.roots().keys().stream()
                        .anyMatch(key ->
                                CertificateSignature.verifies(chain.get(last), SubjectPublicKeyInfo.getInstance(key)));
        return trusted
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.UNTRUSTED_ROOT, CertificateChain.name(last)));
    }

    /** Whether the certificate at that place is the last and its key is one that the policy trusts. */
    static boolean isPinned(CertificateChain chain, int index, Circumstances circumstances) {
        return index == chain.size() - 1
                && index > 0
                && circumstances.roots().pins().contains(chain.get(index).keyPin());
    }
}
