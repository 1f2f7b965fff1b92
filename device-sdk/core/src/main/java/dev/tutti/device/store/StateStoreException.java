package dev.tutti.device.store;

/**
 * The device's state could not be read or written durably. Nothing is masked or sent when this is thrown: without its
 * state a device cannot keep its promises.
 */
public final class StateStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was attempted and what was found
     */
    public StateStoreException(String message) {
        super(message);
    }

    /**
     * @param message what was attempted
     * @param cause what the file system said
     */
    public StateStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
