package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.statement.SignedVote;

/** What came of a request to vote. */
public sealed interface VoteDecision {
    /** The member's one vote. */
    record Voted(SignedVote vote) implements VoteDecision {}

    /** No vote, and why. */
    record Refused(RefusalReason reason) implements VoteDecision {}
}
