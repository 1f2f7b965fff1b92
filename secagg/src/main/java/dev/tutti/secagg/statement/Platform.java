package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** Where a device's signing key lives, as its credential says. */
public enum Platform implements Coded {
    /** A key in ordinary memory. Proves nothing; for development, asked for by name. */
    SOFTWARE_DEVELOPMENT(1),
    /** A PKCS#11 token enrolled out of band. */
    PKCS11(2),
    /** A TPM 2.0 with credential activation. */
    TPM2(3),
    /** Android key attestation. */
    ANDROID(4),
    /** Apple App Attest. */
    APPLE(5);

    private final int code;

    Platform(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
