package dev.tutti.device.round;

/**
 * A device's answer to an announcement it does not join.
 *
 * @param fault the one reason
 * @param detail what was expected and what was announced, for a person
 */
public record JoinRefusal(JoinFault fault, String detail) {
    /** Code and detail in one line. */
    @Override
    public String toString() {
        return detail.isEmpty() ? fault.name() : fault.name() + ": " + detail;
    }
}
