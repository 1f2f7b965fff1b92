package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** How an enclave signs a statement: its platform says which way. */
public enum SignatureScheme implements Coded {
    /** ECDSA on P-256 with SHA-256, signature in DER. */
    ECDSA_P256_SHA256_DER(1),
    /**
     * An App Attest assertion: the Secure Enclave signs no bytes of ours but the hash of authenticator data and of ours.
     * The length of the authenticator data in two bytes, the data, then ECDSA on P-256 with SHA-256 in DER.
     */
    APPLE_ASSERTION(2);

    private final int code;

    SignatureScheme(int code) {
        this.code = code;
    }

    /** The one way in which keys of a platform sign. */
    public static SignatureScheme of(Platform platform) {
        return switch (platform) {
            case SOFTWARE_DEVELOPMENT, PKCS11, TPM2, ANDROID -> ECDSA_P256_SHA256_DER;
            case APPLE -> APPLE_ASSERTION;
        };
    }

    @Override
    public int code() {
        return code;
    }
}
