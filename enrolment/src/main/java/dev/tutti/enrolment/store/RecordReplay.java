package dev.tutti.enrolment.store;

/** Is given the records of a file when it is opened. */
@FunctionalInterface
public interface RecordReplay {
    /**
     * Takes one payload.
     *
     * @throws dev.tutti.secagg.codec.MalformedMessageException if it cannot be one: the file then counts as damaged
     */
    void record(byte[] payload);
}
