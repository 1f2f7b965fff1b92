package dev.tutti.device.store;

import dev.tutti.secagg.codec.Coded;

/**
 * How far one masked update got. It only ever moves forward, and whatever its state, nothing is masked again for its
 * announcement or its round (protocol.md, "Device, masking").
 */
public enum UpdateState implements Coded {
    /** Written ahead of masking. Found after a restart, it means that masking was cut short and the update is lost. */
    PREPARING(1, false),
    /** The finished ciphertext is stored. From here on its bytes may have left: the trained update is spent. */
    READY(2, false),
    /** Everything arrived at the other side; what became of it is not known yet. */
    SENT(3, false),
    /** Counted, and the receipt proved it. */
    ACCEPTED(4, true),
    /** Not counted, for the reason recorded. The update stays spent. */
    REJECTED(5, true),
    /** The round ended without a sum. The update stays spent. */
    BURNED(6, true),
    /** Given up on this device: masking was cut short, or the round was over before everything had been sent. */
    ABANDONED(7, true);

    private final int code;
    private final boolean last;

    UpdateState(int code, boolean last) {
        this.code = code;
        this.last = last;
    }

    @Override
    public int code() {
        return code;
    }

    /** Nothing follows this state. */
    public boolean isLast() {
        return last;
    }

    /** Whether a record may go from this state to {@code next}. */
    public boolean mayBecome(UpdateState next) {
        return !last && next.code > code && (next != READY || this == PREPARING) && (next != SENT || this == READY);
    }
}
