package dev.tutti.device;

/** Outcome of a run in one word. */
public enum ContributionResult {
    /** The update was sent, or is known to be counted. */
    SUCCESS,
    /** Work was done, but it was not counted or has not left the device. */
    PARTIAL,
    /** Nothing came of it. */
    FAIL
}
