package dev.tutti.simulator.enclave;

/** A fleet has no enclaves: something is not installed, did not start, or was not enrolled. */
public final class EnclavesException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Fault {
        /** This machine lacks something. */
        MISSING,
        /** It is there, and does not do what it should. */
        FAILED,
        /** The enrolment service gave no credential. */
        REFUSED
    }

    private final Fault fault;

    /**
     * @param fault why
     * @param message what was expected and what was found
     */
    public EnclavesException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /**
     * @param fault why
     * @param message what was expected and what was found
     * @param cause what led to it
     */
    public EnclavesException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /** Why. */
    public Fault fault() {
        return fault;
    }
}
