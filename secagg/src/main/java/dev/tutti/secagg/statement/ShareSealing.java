package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/**
 * How shares are sealed to a member's one-time key: HPKE in base mode (RFC 9180) with one of two key encapsulations. All
 * members of a committee use the one that the announcement names.
 */
public enum ShareSealing implements Coded {
    /** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
    HPKE_X25519(1, 32, 32),

    /**
     * X-Wing (draft-connolly-cfrg-xwing-kem, KEM id 0x647a), HKDF-SHA256, AES-256-GCM: ML-KEM-768 and X25519 together.
     * What is recorded today stays sealed as long as either holds, a quantum computer included.
     */
    HPKE_X_WING(2, 1184 + 32, 1088 + 32);

    /** AES-GCM's tag, 128 bits with either key size. */
    private static final int TAG_BYTES = 16;

    private final int code;
    private final int keyBytes;
    private final int encapsulationBytes;

    ShareSealing(int code, int keyBytes, int encapsulationBytes) {
        this.code = code;
        this.keyBytes = keyBytes;
        this.encapsulationBytes = encapsulationBytes;
    }

    @Override
    public int code() {
        return code;
    }

    /** Length of a member's public key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Length of the encapsulated key in front of a sealed share. */
    public int encapsulationBytes() {
        return encapsulationBytes;
    }

    /** What sealing adds to a share: encapsulated key and authentication tag. */
    public int overheadBytes() {
        return encapsulationBytes + TAG_BYTES;
    }

    /** The sealing whose public keys have this length; no two have the same. */
    static ShareSealing ofKeyBytes(int length) {
        for (ShareSealing sealing : values()) {
            if (sealing.keyBytes == length) {
                return sealing;
            }
        }
        throw new IllegalArgumentException("a sealing key must be 32 or 1216 bytes, but was " + length);
    }
}
