package dev.tutti.attestation.tpm;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.x509.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;

/** The TPM does not say that it is emulated: whoever runs an emulator reads its memory. */
final class RealTpm implements Check<CertificateChain> {
    @Override
    public Optional<Refused> examine(CertificateChain chain, Circumstances circumstances) {
        return isEmulated(chain) && !circumstances.policy().concedes(Concession.EMULATED_TPMS)
                ? Optional.of(new Refused(RefusalReason.EMULATOR, "endorsement certificate"))
                : Optional.empty();
    }

    /** Whether a TPM says so itself, in the name of its model or of who certified it. */
    static boolean isEmulated(CertificateChain chain) {
        return chain.certificates().stream()
                .anyMatch(certificate -> contains(certificate.issuer())
                        || contains(certificate.subject())
                        || certificate
                                .extension(Extension.subjectAlternativeName)
                                .map(RealTpm::contains)
                                .orElse(false));
    }

    private static boolean contains(byte[] name) {
        // Names are DER around text; the text is ASCII in every string type that a model is written in.
        return new String(name, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("swtpm");
    }
}
