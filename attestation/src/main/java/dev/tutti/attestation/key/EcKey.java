package dev.tutti.attestation.key;

import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/**
 * Public keys on P-256, P-384 and P-521, named by their curve (RFC 5480, 2.1.1). Curves that a key brings along are
 * refused: their generator could be chosen so that somebody knows the private key of another's point (CVE-2020-0601).
 */
public final class EcKey {
    private static final ECNamedDomainParameters P256 = domain(SECObjectIdentifiers.secp256r1);

    private static final Map<ASN1ObjectIdentifier, ECNamedDomainParameters> CURVES = Map.of(
            SECObjectIdentifiers.secp256r1, P256,
            SECObjectIdentifiers.secp384r1, domain(SECObjectIdentifiers.secp384r1),
            SECObjectIdentifiers.secp521r1, domain(SECObjectIdentifiers.secp521r1));

    private EcKey() {}

    private static ECNamedDomainParameters domain(ASN1ObjectIdentifier curve) {
        X9ECParameters parameters = CustomNamedCurves.getByOID(curve);
        return new ECNamedDomainParameters(curve, parameters);
    }

    /** The key, or empty if it is none of these or no uncompressed point of its curve. */
    public static Optional<ECPublicKeyParameters> decode(SubjectPublicKeyInfo info) {
        if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                || !(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve)) {
            return Optional.empty();
        }
        return Optional.ofNullable(CURVES.get(curve))
                .flatMap(domain -> decode(domain, info.getPublicKeyData().getBytes()));
    }

    /** The key on P-256 with those bytes, or empty if they are no uncompressed point of it. */
    public static Optional<ECPublicKeyParameters> p256(byte[] point) {
        return decode(P256, point);
    }

    private static Optional<ECPublicKeyParameters> decode(ECNamedDomainParameters domain, byte[] point) {
        if (point.length == 0 || point[0] != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
