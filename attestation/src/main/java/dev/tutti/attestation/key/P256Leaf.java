package dev.tutti.attestation.key;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The key says that it is on P-256 (RFC 5480, 2.1.1): everything that is signed later is verified on that curve. */
public final class P256Leaf implements Check<SubjectPublicKeyInfo> {
    @Override
    public Optional<Refused> examine(SubjectPublicKeyInfo key, Circumstances circumstances) {
        boolean p256 = key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters());
        return p256 ? Optional.empty() : Optional.of(new Refused(RefusalReason.NOT_P256, "public key"));
    }
}
