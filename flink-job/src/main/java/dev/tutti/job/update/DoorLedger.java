package dev.tutti.job.update;

/** What one door holds. Plain, so that Flink stores it without Kryo. */
public final class DoorLedger {
    /** Bytes held, with a fixed charge for every upload, piece and memory of a refusal. */
    public long held;
    /** Nothing in the line stands before this place. */
    public long first;
    /** Place of the next upload to begin. */
    public long next;
}
