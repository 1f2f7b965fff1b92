package dev.tutti.simulator;

/** The demo cannot go on: one numbered error and what happened, for the person who typed the command. */
public final class DemoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DemoError error;

    /**
     * @param error which error
     * @param message what was expected and what happened
     */
    public DemoException(DemoError error, String message) {
        super(message);
        this.error = error;
    }

    /**
     * @param error which error
     * @param message what was expected and what happened
     * @param cause what led to it
     */
    public DemoException(DemoError error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** Which error it is. */
    public DemoError error() {
        return error;
    }

    /** The line a person sees: {@code TUTTI-1203 … (docs/errors.md)}. */
    public String line() {
        return error.code() + " " + getMessage() + " (docs/errors.md)";
    }
}
