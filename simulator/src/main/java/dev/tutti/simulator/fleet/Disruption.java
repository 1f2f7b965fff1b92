package dev.tutti.simulator.fleet;

/** What keeps a device's update out of a round, on purpose. */
public enum Disruption {
    /** Nothing: the device takes part. */
    NONE("took part"),
    /** It is in use when the round opens, and never starts. */
    BEFORE_TRAINING("in use, did not train"),
    /** It trains, then is in use again before anything was masked. */
    AFTER_TRAINING("trained, then in use"),
    /** Its network goes away when part of the update has left. */
    MID_UPLOAD("lost its network in mid-upload");

    private final String title;

    Disruption(String title) {
        this.title = title;
    }

    /** What happened, for a person. */
    public String title() {
        return title;
    }
}
