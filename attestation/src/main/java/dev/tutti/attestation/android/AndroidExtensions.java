package dev.tutti.attestation.android;

import dev.tutti.attestation.x509.CertificateChain;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Google's certificate extensions. */
final class AndroidExtensions {
    /** What the hardware says about the key: a {@code KeyDescription}. */
    static final ASN1ObjectIdentifier KEY_DESCRIPTION = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.1.17");

    /** How the device got its attestation key from Google's servers: only in chains provisioned remotely. */
    static final ASN1ObjectIdentifier PROVISIONING_INFO = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.1.30");

    /** Length of the chains that were put into devices in the factory. */
    private static final int FACTORY_LENGTH = 4;

    private AndroidExtensions() {}

    /** Whether the attestation key came into the device in the factory. */
    static boolean isFactory(CertificateChain chain) {
        return chain.certificates().stream().noneMatch(certificate -> certificate.has(PROVISIONING_INFO));
    }

    /** Whether it is the certificate of an attestation key in a factory chain, which some makers did not mark as a CA. */
    static boolean isUnmarkedFactoryKey(CertificateChain chain, int index) {
        return index == 1 && chain.size() == FACTORY_LENGTH && isFactory(chain);
    }
}
