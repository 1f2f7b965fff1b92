package dev.tutti.device.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that left this device, as a person may read it.
 *
 * @param at when it was handed to the transport
 * @param kind what it was
 * @param round {@code population/task/round.attempt.subCohort}, or the population alone for a check-in
 * @param announcement announcement hash in hexadecimal; empty for a check-in
 * @param bytes payload bytes handed over, transport framing not counted
 * @param digest SHA-256 in hexadecimal of what was signed and sent
 * @param receipt what became of it, e.g. {@code ACCEPTED}, {@code REJECTED LATE}, {@code ACCEPTED UNPROVEN …}
 */
public record EgressEntry(
        Instant at,
        EgressKind kind,
        String round,
        Optional<String> announcement,
        long bytes,
        String digest,
        Optional<String> receipt) {}
