package dev.tutti.simulator.workload;

/** A workload cannot be made from what was given. */
public final class WorkloadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the data. */
    public enum Fault {
        /** The files are not there or cannot be read. */
        MISSING,
        /** A file is there, but is not what the workload reads. */
        MALFORMED,
        /** The data is fine but too little for the fleet asked for. */
        TOO_LITTLE
    }

    private final Fault fault;

    /**
     * @param fault what kind of trouble
     * @param message what was expected and what was found, with file and line where there is one
     */
    public WorkloadException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** What kind of trouble it is. */
    public Fault fault() {
        return fault;
    }
}
