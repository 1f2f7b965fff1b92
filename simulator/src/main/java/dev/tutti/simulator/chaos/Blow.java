package dev.tutti.simulator.chaos;

/** What is done to the job. */
public enum Blow {
    /** Its TaskManager is gone with everything in memory; Flink restarts the tasks. */
    TASK_MANAGER("TaskManager lost"),
    /** The whole Flink cluster is gone; a new one starts from the latest checkpoint. */
    WHOLE_JOB("whole job killed"),
    /** The same, and the new one starts only when every limit of the round has passed. */
    OUTAGE("job down longer than the round's limits");

    private final String title;

    Blow(String title) {
        this.title = title;
    }

    /** For a person. */
    public String title() {
        return title;
    }
}
