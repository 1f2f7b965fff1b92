package dev.tutti.device.transport;

import java.io.IOException;

/** The network did not carry a message, or an artifact could not be fetched. The client tries again later. */
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was attempted and what came of it
     */
    public TransportException(String message) {
        super(message);
    }

    /**
     * @param message what was attempted
     * @param cause what the network said
     */
    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
