package dev.tutti.secagg.params;

/** No parameters satisfy a request; the message gives the numbers that stand in the way. */
public final class ParametersRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a request is refused. */
    public enum Reason {
        /** Every set that is large enough is below the security floor. */
        INSECURE,
        /** A sum could leave its slot. */
        COULD_CARRY,
        /** The committee cannot have an honest quorum. */
        TOO_FEW_DECRYPTORS,
        /** A number makes no sense by itself. */
        OUT_OF_RANGE
    }

    private final Reason reason;

    ParametersRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
