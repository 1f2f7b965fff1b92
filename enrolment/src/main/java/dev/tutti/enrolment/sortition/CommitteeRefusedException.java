package dev.tutti.enrolment.sortition;

/** No committee of that size, drawn from so many devices, withstands so many corrupt ones; the message gives the numbers. */
public final class CommitteeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitteeRefusedException(String message) {
        super(message);
    }
}
