package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;

/** How shares are sealed to a member's one-time key. */
public enum ShareSealing implements Coded {
    /** HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
    HPKE_X25519(1);

    private final int code;

    ShareSealing(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
