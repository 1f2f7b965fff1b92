package dev.tutti.attestation.x509;

import dev.tutti.attestation.check.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Parsed certificates, the one that matters first and each issued by the next, or so they say.
 *
 * @param certificates at least one
 */
public record CertificateChain(List<Certificate> certificates) {
    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    /** Parses each. To be bounded first: {@link ChainBounds}. */
    public static CertificateChain parse(List<byte[]> chain) throws RefusedException {
        List<Certificate> certificates = new ArrayList<>();
        for (byte[] der : chain) {
            certificates.add(CertificateParser.parse(der, name(certificates.size())));
        }
        return new CertificateChain(certificates);
    }

    /** What a refusal calls the certificate at that place; the leaf is 0. */
    public static String name(int index) {
        return "certificate " + index;
    }

    /** The one that matters. */
    public Certificate leaf() {
        return certificates.get(0);
    }

    /** The certificate at that place. */
    public Certificate get(int index) {
        return certificates.get(index);
    }

    /** The last one. */
    public Certificate last() {
        return certificates.get(size() - 1);
    }

    /** How many there are. */
    public int size() {
        return certificates.size();
    }
}
