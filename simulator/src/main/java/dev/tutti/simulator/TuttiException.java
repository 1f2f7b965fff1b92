package dev.tutti.simulator;

/** The demo cannot go on: one numbered error and what happened, for the person who typed the command. */
public final class TuttiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TuttiError error;

    /**
     * @param error which error
     * @param message what was expected and what happened
     */
    public TuttiException(TuttiError error, String message) {
        super(message);
        this.error = error;
    }

    /**
     * @param error which error
     * @param message what was expected and what happened
     * @param cause what led to it
     */
    public TuttiException(TuttiError error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** Which error it is. */
    public TuttiError error() {
        return error;
    }

    /** The line a person sees: {@code TUTTI-1203 … (docs/errors.md)}. */
    public String line() {
        return error.code() + " " + getMessage() + " (docs/errors.md)";
    }
}
