package dev.tutti.device.enclave.pkcs11;

import dev.tutti.secagg.codec.Expect;

/**
 * What a token can show: next to nothing. The certificate is signed by the key itself and proves that the token could
 * use it, not that the key never left. Whether to believe in the token must be settled out of band.
 *
 * @param certificate X.509, DER, self-signed by the enclave's key
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; nobody compares evidence
public record Pkcs11Evidence(byte[] certificate) {
    /** Most bytes of a certificate. */
    public static final int MAX_BYTES = 16 * 1024;

    public Pkcs11Evidence {
        certificate = Expect.copyOfLength("certificate", certificate, 1, MAX_BYTES);
    }

    /** A copy of the certificate. */
    @Override
    public byte[] certificate() {
        return certificate.clone();
    }
}
