package dev.tutti.connectors.kafka;

/**
 * Bytes read from a topic are not one well-formed record of ours. The message says what was expected and found and never
 * repeats the content, which an attacker may have chosen.
 */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
