package dev.tutti.attestation.x509;

import java.math.BigInteger;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What a certificate says about issuing others (RFC 5280, 4.2.1.3 and 4.2.1.9). Nonsense counts as no. */
final class BasicConstraintsReader {
    private BasicConstraintsReader() {}

    /** Whether it is an authority, and its key may sign certificates if it says what its key may do. */
    static boolean isAuthority(Certificate certificate) {
        try {
            return certificate
                            .extension(Extension.basicConstraints)
                            .map(value -> BasicConstraints.getInstance(value).isCA())
                            .orElse(false)
                    && certificate
                            .extension(Extension.keyUsage)
                            .map(value -> KeyUsage.getInstance(value).hasUsages(KeyUsage.keyCertSign))
                            .orElse(true);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** How many certificates may lie between it and the leaf; empty if it does not say. */
    static OptionalInt pathLength(Certificate certificate) {
        try {
            BigInteger length = certificate
                    .extension(Extension.basicConstraints)
                    .map(value -> BasicConstraints.getInstance(value).getPathLenConstraint())
                    .orElse(null);
            return length == null ? OptionalInt.empty() : OptionalInt.of(length.intValueExact());
        } catch (RuntimeException e) {
            return OptionalInt.of(-1);
        }
    }
}
