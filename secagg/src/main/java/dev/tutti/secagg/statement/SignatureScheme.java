package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** How an enclave signs a statement. */
public enum SignatureScheme implements Coded {
    /** ECDSA on P-256 with SHA-256, signature in DER. */
    ECDSA_P256_SHA256_DER(1);

    private final int code;

    SignatureScheme(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
