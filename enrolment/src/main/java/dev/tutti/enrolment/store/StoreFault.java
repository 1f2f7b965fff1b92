package dev.tutti.enrolment.store;

/** Numbered reasons why the enrolment service's files cannot be used; docs/errors.md says cause and cure of each. */
public enum StoreFault {
    /** A file is not what was written to it. */
    DAMAGED(5001),
    /** Another process uses the folder. */
    IN_USE(5002),
    /** The folder or a file in it cannot be read or written. */
    UNUSABLE(5003);

    private final int number;

    StoreFault(int number) {
        this.number = number;
    }

    /** How a person looks it up: {@code TUTTI-5001}. */
    public String code() {
        return "TUTTI-" + number;
    }
}
