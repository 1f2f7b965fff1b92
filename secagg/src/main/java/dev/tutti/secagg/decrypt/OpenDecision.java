package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.statement.SignedReply;

/** What came of a request to open. */
public sealed interface OpenDecision {
    /** The member's one answer. */
    record Opened(SignedReply reply) implements OpenDecision {}

    /** No answer, and why. */
    record Refused(RefusalReason reason) implements OpenDecision {}
}
