package dev.tutti.simulator;

/** Numbered errors of the command line; docs/errors.md says cause and cure of each. */
public enum TuttiError {
    /** The command line is not understood. */
    USAGE(1001, 2),
    /** The folder given with {@code --data} does not hold the data. */
    DATA_MISSING(1101, 3),
    /** The data is there but is not what the workload reads. */
    DATA_MALFORMED(1102, 3),
    /** The data holds too few people for a fleet. */
    DATA_TOO_LITTLE(1103, 3),
    /** The broker or the Flink cluster did not start. */
    CLUSTER_FAILED(1201, 1),
    /** The job ended or failed while rounds were still to come. */
    JOB_FAILED(1202, 1),
    /** A round had no outcome in time. */
    TIMED_OUT(1203, 1),
    /** An unmasked sum differs from the plain sum of its cohort. */
    SUM_DIFFERS(1301, 1),
    /** What the job said of a round is not what the log says of it. */
    ROUND_DIFFERS(1302, 1),
    /** The results cannot be written to the file given with {@code --json}. */
    RESULTS_NOT_WRITTEN(1401, 3),
    /** Something went wrong that should not have: a mistake of ours. The log has the details. */
    UNEXPECTED(1901, 1);

    private final int number;
    private final int exitCode;

    TuttiError(int number, int exitCode) {
        this.number = number;
        this.exitCode = exitCode;
    }

    /** The exit code of a command that ended with this error. */
    public int exitCode() {
        return exitCode;
    }

    /** How a person looks it up: {@code TUTTI-1203}. */
    public String code() {
        return "TUTTI-" + number;
    }
}
