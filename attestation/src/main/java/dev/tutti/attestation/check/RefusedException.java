package dev.tutti.attestation.check;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;

/** Carries a refusal out of the depth of a parser; a verifier makes a result of it, so no caller ever sees one. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    /** Of that reason. */
    public RefusedException(RefusalReason reason, String where) {
        super(reason + " in " + where, null, false, false);
        this.refused = new Refused(reason, where);
    }

    /** The result. */
    public Refused refused() {
        return refused;
    }
}
