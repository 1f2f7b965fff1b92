package dev.tutti.enrolment.log;

/**
 * A head, and when one first held it: a head's own time is only what the service says.
 *
 * @param signed the head
 * @param seenAtMillis by the holder's own clock, milliseconds since the epoch
 */
public record SeenHead(SignedLogHead signed, long seenAtMillis) {}
