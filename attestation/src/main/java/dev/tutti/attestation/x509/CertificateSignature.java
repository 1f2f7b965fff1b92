package dev.tutti.attestation.x509;

import dev.tutti.attestation.key.EcKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/** A certificate's signature: ECDSA on a NIST curve (RFC 5758), or RSA PKCS #1 v1.5 (RFC 4055) of 2048 to 4096 bits. */
final class CertificateSignature {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);
    private static final int MOST_EXPONENT_BITS = 32;

    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> ECDSA = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA1, SHA1Digest::new,
            X9ObjectIdentifiers.ecdsa_with_SHA256, SHA256Digest::new,
            X9ObjectIdentifiers.ecdsa_with_SHA384, SHA384Digest::new,
            X9ObjectIdentifiers.ecdsa_with_SHA512, SHA512Digest::new);

    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> RSA = Map.of(
            PKCSObjectIdentifiers.sha1WithRSAEncryption, SHA1Digest::new,
            PKCSObjectIdentifiers.sha256WithRSAEncryption, SHA256Digest::new,
            PKCSObjectIdentifiers.sha384WithRSAEncryption, SHA384Digest::new,
            PKCSObjectIdentifiers.sha512WithRSAEncryption, SHA512Digest::new);

    private CertificateSignature() {}

    /** Whether signatures of that kind cannot be forged: known here, and not with SHA-1. */
    static boolean isStrong(ASN1ObjectIdentifier algorithm) {
        return (ECDSA.containsKey(algorithm) || RSA.containsKey(algorithm))
                && !algorithm.equals(X9ObjectIdentifiers.ecdsa_with_SHA1)
                && !algorithm.equals(PKCSObjectIdentifiers.sha1WithRSAEncryption);
    }

    /** Whether the certificate is signed by that key. False, too, for a key or an algorithm that is not used here. */
    static boolean verifies(Certificate certificate, SubjectPublicKeyInfo issuer) {
        try {
            Optional<AsymmetricKeyParameter> key = key(issuer);
            Optional<Signer> signer = key.flatMap(known -> signer(certificate.signatureAlgorithm(), known));
            if (signer.isEmpty()) {
                return false;
            }
            signer.get().init(false, key.get());
            signer.get().update(certificate.signedBytes(), 0, certificate.signedBytes().length);
            return signer.get().verifySignature(certificate.signature());
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Optional<Signer> signer(ASN1ObjectIdentifier algorithm, AsymmetricKeyParameter key) {
        if (key instanceof ECPublicKeyParameters) {
            return Optional.ofNullable(ECDSA.get(algorithm))
                    .map(digest -> new DSADigestSigner(new ECDSASigner(), digest.get()));
        }
        return Optional.ofNullable(RSA.get(algorithm)).map(digest -> new RSADigestSigner(digest.get()));
    }

    private static Optional<AsymmetricKeyParameter> key(SubjectPublicKeyInfo info) {
        if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return EcKey.decode(info).map(key -> key);
        }
        try {
            RSAPublicKey rsa = RSAPublicKey.getInstance(info.parsePublicKey());
            int bits = rsa.getModulus().bitLength();
            BigInteger exponent = rsa.getPublicExponent();
            // Before the library looks for small factors of a modulus as long as its sender likes.
            boolean usable = bits >= LEAST_RSA_BITS
                    && bits <= MOST_RSA_BITS
                    && exponent.testBit(0)
                    && exponent.compareTo(LEAST_EXPONENT) >= 0
                    && exponent.bitLength() <= MOST_EXPONENT_BITS;
            return usable ? Optional.of(new RSAKeyParameters(false, rsa.getModulus(), exponent)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
