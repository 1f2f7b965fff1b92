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
    /** This machine lacks what the enclaves asked for need. */
    ENCLAVES_MISSING(1501, 3),
    /** An enclave did not start, or does not do what it should. */
    ENCLAVES_FAILED(1502, 1),
    /** The enrolment service gave a device no credential. */
    NOT_ENROLLED(1503, 1),
    /** The results cannot be written to the file given with {@code --json}. */
    RESULTS_NOT_WRITTEN(1401, 3),
    /** What the local cluster runs was not built. */
    CLUSTER_NOT_BUILT(4101, 3),
    /** The cluster's home cannot be used. */
    HOME_UNUSABLE(4102, 3),
    /** A process of the cluster did not come up. */
    PROCESS_FAILED(4103, 1),
    /** No cluster runs in this home, or only a part of one. */
    CLUSTER_DOWN(4104, 1),
    /** The cluster refused the job, or the job failed before it ran. */
    JOB_REFUSED(4105, 1),
    /** A job runs already. */
    JOB_RUNNING(4106, 1),
    /** An earlier job left state to go on from. */
    STATE_LEFT(4107, 1),
    /** There is nothing to restore. */
    NOTHING_TO_RESTORE(4108, 1),
    /** The job's configuration cannot be read, is wrong, or was never written. */
    JOB_CONFIG(4109, 3),
    /** A process did not stop. */
    NOT_STOPPED(4110, 1),
    /** The fleet that was asked for is not one the task can use. */
    FLEET_UNFIT(4111, 2),
    /** No round, or no completed one, came to the fleet. */
    NO_ROUND(4112, 1),
    /** There is no such task, model or version. */
    NOT_THERE(4201, 1),
    /** The plan or the initial weights given cannot be used. */
    PLAN_UNUSABLE(4202, 3),
    /** The job did not carry an order out, and says why. */
    ORDER_REFUSED(4203, 1),
    /** No job said what became of an order. */
    ORDER_UNANSWERED(4204, 1),
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
