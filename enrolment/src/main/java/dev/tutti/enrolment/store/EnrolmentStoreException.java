package dev.tutti.enrolment.store;

import org.jspecify.annotations.Nullable;

/** The enrolment service's files cannot be used. The message begins with the number of the fault. */
public final class EnrolmentStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StoreFault fault;

    /**
     * @param message what was expected and what was found, without content of the file
     */
    public EnrolmentStoreException(StoreFault fault, String message, @Nullable Throwable cause) {
        super(fault.code() + " " + message, cause);
        this.fault = fault;
    }

    /** Which. */
    public StoreFault fault() {
        return fault;
    }
}
