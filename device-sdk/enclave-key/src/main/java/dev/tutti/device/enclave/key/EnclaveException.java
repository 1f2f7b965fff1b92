package dev.tutti.device.enclave.key;

/** Says that an enclave could not do what it was asked, and why. The message never holds a PIN or a secret. */
public final class EnclaveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final EnclaveFault fault;

    /**
     * @param fault the kind of failure
     * @param message what was expected and what was found
     */
    public EnclaveException(EnclaveFault fault, String message) {
        super(fault + ": " + message);
        this.fault = fault;
    }

    /**
     * @param fault the kind of failure
     * @param message what was expected and what was found
     * @param cause what the hardware or the library said
     */
    public EnclaveException(EnclaveFault fault, String message, Throwable cause) {
        super(fault + ": " + message, cause);
        this.fault = fault;
    }

    /** The kind of failure. */
    public EnclaveFault fault() {
        return fault;
    }
}
