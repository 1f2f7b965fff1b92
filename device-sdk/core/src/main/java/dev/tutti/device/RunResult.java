package dev.tutti.device;

import java.util.Optional;

/**
 * What one run came to.
 *
 * @param state how far it got
 * @param reason the one reason code where it did not succeed (with detail after a colon, for a person), else empty
 * @param participation the announcement the update was masked for; empty when nothing was masked
 * @param retryWindow when to run again
 * @param bytesOut payload bytes of the update handed to the transport in this run
 */
public record RunResult(
        AssignmentState state,
        String reason,
        Optional<Participation> participation,
        RetryWindow retryWindow,
        long bytesOut) {
    /** The outcome in one word. */
    public ContributionResult outcome() {
        return state.result();
    }
}
