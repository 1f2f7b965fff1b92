package dev.tutti.attestation.x509;

import dev.tutti.secagg.codec.Digest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A parsed certificate (RFC 5280, 4.1), of which nothing is verified by being parsed. Its arrays are not copied: it lives
 * as long as one verification.
 *
 * @param signedBytes what the signature covers, as it came
 * @param serial serial number
 * @param issuer DER of the issuer's name
 * @param notBeforeMillis from when it is valid, milliseconds since the epoch
 * @param notAfterMillis until when, inclusive
 * @param subject DER of the subject's name
 * @param key the subject's key
 * @param keyInfo DER of the subject's key
 * @param extensions in their order, repeated ones too
 * @param signatureAlgorithm how it is signed
 * @param signature the issuer's
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
public record Certificate(
        byte[] signedBytes,
        BigInteger serial,
        byte[] issuer,
        long notBeforeMillis,
        long notAfterMillis,
        byte[] subject,
        SubjectPublicKeyInfo key,
        byte[] keyInfo,
        List<Extension> extensions,
        ASN1ObjectIdentifier signatureAlgorithm,
        byte[] signature) {

    public Certificate {
        extensions = List.copyOf(extensions);
    }

    /**
     * An extension.
     *
     * @param critical whether who does not understand it must refuse the certificate
     * @param value DER
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
    public record Extension(ASN1ObjectIdentifier id, boolean critical, byte[] value) {}

    /** The value of the first extension of that id. */
    public Optional<byte[]> extension(ASN1ObjectIdentifier id) {
        return extensions.stream()
                .filter(extension -> extension.id().equals(id))
                .map(Extension::value)
                .findFirst();
    }

    /** Whether there is such an extension. */
    public boolean has(ASN1ObjectIdentifier id) {
        return extension(id).isPresent();
    }

    /** SHA-256 of the subject's key: what roots are known by. */
    public Digest keyPin() {
        return Digest.sha256(keyInfo);
    }

    /** Whether it names itself as its issuer. */
    public boolean isSelfIssued() {
        return Arrays.equals(issuer, subject);
    }
}
