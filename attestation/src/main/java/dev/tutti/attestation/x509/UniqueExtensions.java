package dev.tutti.attestation.x509;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Circumstances;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** RFC 5280, 4.2: no certificate has the same extension twice. Of two, one reader takes the first and another the last. */
public final class UniqueExtensions extends CertificateCheck {
    @Override
    Optional<RefusalReason> examine(CertificateChain chain, int index, Circumstances circumstances) {
        Set<ASN1ObjectIdentifier> seen = new HashSet<>();
        return unless(
                chain.get(index).extensions().stream().allMatch(extension -> seen.add(extension.id())),
                RefusalReason.DUPLICATE_EXTENSION);
    }
}
