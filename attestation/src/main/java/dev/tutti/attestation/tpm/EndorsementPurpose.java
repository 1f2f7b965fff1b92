package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.x509.Certificate;
import dev.tutti.attestation.x509.CertificateChain;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** TCG EK Credential Profile 2.3, 3.2.16: the certificate is for an endorsement key; the same maker certifies other things. */
final class EndorsementPurpose implements Check<CertificateChain> {
    /** tcg-kp-EKCertificate. */
    private static final String ENDORSEMENT = "2.23.133.8.1";

    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        return isEndorsement(chain.leaf())
                ? Optional.empty()
                : Optional.of(new Refused(RefusalReason.NOT_AN_ENDORSEMENT_CERTIFICATE, CertificateChain.name(0)));
    }

    private static boolean isEndorsement(Certificate leaf) {
        try {
            return leaf.extension(Extension.extendedKeyUsage)
                    .map(value -> ExtendedKeyUsage.getInstance(value)
                            .hasKeyPurposeId(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(ENDORSEMENT))))
                    .orElse(false);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
