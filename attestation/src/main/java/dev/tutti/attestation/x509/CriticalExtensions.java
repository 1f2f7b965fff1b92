package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** RFC 5280, 4.2: who does not understand a critical extension refuses the certificate. */
public final class CriticalExtensions extends CertificateCheck {
    /** Those that a check here, or the verifier of a platform, looks at or may ignore without letting anything in. */
    private static final Set<ASN1ObjectIdentifier> UNDERSTOOD = Set.of(
            Extension.basicConstraints,
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.subjectAlternativeName,
            Extension.authorityKeyIdentifier,
            Extension.subjectKeyIdentifier,
            Extension.certificatePolicies);

    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        return unless(
                chain.get(index).extensions().stream()
                        .allMatch(extension -> !extension.critical() || UNDERSTOOD.contains(extension.id())),
                RefusalReason.UNKNOWN_CRITICAL_EXTENSION);
    }
}
