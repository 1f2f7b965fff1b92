package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.Coded;

/** Why a device is no longer trusted. */
public enum RevocationReason implements Coded {
    /** Its key is, or may be, known to others. */
    KEY_COMPROMISED(1),
    /** It was lost or stolen. */
    LOST(2),
    /** Its manufacturer revoked what its evidence rests on. */
    EVIDENCE_REVOKED(3),
    /** It was found to spoil rounds. */
    MISBEHAVED(4),
    /** Its owner took it out. */
    RETIRED(5);

    private final int code;

    RevocationReason(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
