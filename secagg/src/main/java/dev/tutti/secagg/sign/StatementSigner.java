package dev.tutti.secagg.sign;

/** Signs statements with a device's enclave key. The key itself never leaves it. */
public interface StatementSigner {
    /** The public key: P-256, uncompressed point, 65 bytes. */
    byte[] publicKey();

    /**
     * Signs as keys of its platform do ({@link dev.tutti.secagg.statement.SignatureScheme}): ECDSA P-256 with SHA-256 in
     * DER, or around it what an App Attest assertion adds.
     */
    byte[] sign(byte[] message);
}
