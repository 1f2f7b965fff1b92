package dev.tutti.simulator.chaos;

/**
 * A moment of a round that can be seen on the topics, in the order in which they come. Some come once per round, some once
 * per device or member. What the job writes is seen as it is written, before the checkpoint that makes it count.
 */
public enum Moment {
    /** The announcement is written. */
    ANNOUNCED("the announcement", false),
    /** A device's signed header is in the log. */
    UPDATED("update", true),
    /** A vote request is written: the cohort is sealed. */
    SEALED("the seal", false),
    /** A member's vote is in the log. */
    VOTED("vote", true),
    /** An unmask request is written: the certificate stands. */
    CERTIFIED("the certificate", false),
    /** A member's reply is in the log. */
    REPLIED("reply", true),
    /** An opened sum is written. */
    OPENED("the opening", false),
    /** A new model is written. */
    PUBLISHED("the model", false);

    private final String title;
    private final boolean repeated;

    Moment(String title, boolean repeated) {
        this.title = title;
        this.repeated = repeated;
    }

    /** Whether it comes more than once per round. */
    public boolean isRepeated() {
        return repeated;
    }

    /** What a person calls its n-th time. */
    String title(int nth) {
        return repeated ? title + " " + nth : title;
    }
}
