package dev.tutti.device.committee;

/**
 * A device's answer to a request to vote that it does not follow.
 *
 * @param fault the one reason, which is sent
 * @param detail which contributor and what was found, for this device's own log
 */
record DutyRefusal(DutyFault fault, String detail) {}
