package dev.tutti.device.enclave.android;

import dev.tutti.secagg.codec.Expect;
import java.util.List;

/**
 * Android key attestation: the certificates that the hardware and its maker gave for the key, the key's own first. The
 * challenge in it is the one the key was made with, and stays the same as long as the key lives.
 *
 * @param chain X.509, DER; 2 to {@value #MAX_CERTIFICATES} certificates
 */
public record AndroidEvidence(List<byte[]> chain) {
    /** Most certificates in a chain. */
    public static final int MAX_CERTIFICATES = 6;

    /** Most bytes of a certificate. */
    public static final int MAX_CERTIFICATE_BYTES = 16 * 1024;

    public AndroidEvidence {
        Expect.inRange("number of certificates", chain.size(), 2, MAX_CERTIFICATES);
        chain = chain.stream()
                .map(der -> Expect.copyOfLength("certificate", der, 1, MAX_CERTIFICATE_BYTES))
                .toList();
    }

    /** Copies of the certificates. */
    @Override
    public List<byte[]> chain() {
        return chain.stream().map(byte[]::clone).toList();
    }

    /** Says how long the chain is. */
    @Override
    public String toString() {
        return "AndroidEvidence[" + chain.size() + " certificates]";
    }
}
