package dev.tutti.device.enclave.tpm.emulator;

/** An emulated TPM could not be made or started; the message holds what the emulator said. */
public final class EmulatedTpmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was expected and what was found
     */
    public EmulatedTpmException(String message) {
        super(message);
    }

    /**
     * @param message what was expected and what was found
     * @param cause what failed
     */
    public EmulatedTpmException(String message, Throwable cause) {
        super(message, cause);
    }
}
