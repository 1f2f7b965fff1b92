package dev.tutti.simulator.fleet;

/** What keeps a device's update out of a round, on purpose. */
public enum Disruption {
    /** Nothing: the device takes part. */
    NONE,
    /** It is in use when the round opens; the SDK finds it so and does not train. */
    BEFORE_TRAINING,
    /** It trains, then is in use again before anything was masked. */
    AFTER_TRAINING,
    /** Its network goes away when part of the update has left. */
    MID_UPLOAD
}
