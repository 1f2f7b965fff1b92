package dev.tutti.secagg.sign;

/** Signs statements with a device's enclave key. The key itself never leaves it. */
public interface StatementSigner {
    /** The public key: P-256, uncompressed point, 65 bytes. */
    byte[] publicKey();

    /** Signs with ECDSA P-256 and SHA-256; the signature is DER. */
    byte[] sign(byte[] message);
}
