package dev.tutti.job.round;

/**
 * What a cohort does in one phase. Everything not overridden is refused: a late update hears LATE, a vote or reply out
 * of its phase changes nothing.
 */
abstract sealed class RoundPhase permits CollectingPhase, SealedPhase, UnmaskingPhase, ApplyingPhase, BurnedPhase {
    static RoundPhase of(CohortState.Phase phase) {
        return switch (phase) {
            case COLLECTING -> new CollectingPhase();
            case SEALED -> new SealedPhase();
            case UNMASKING -> new UnmaskingPhase();
            case APPLYING -> new ApplyingPhase();
            case BURNED -> new BurnedPhase();
        };
    }

    /** A verified update arrived. One of a device that is known already changes nothing: its place is taken. */
    final void onUpdate(CohortRound round, Candidate candidate) {
        if (round.memory().candidate(candidate.device) == null) {
            onNewUpdate(round, candidate);
        }
    }

    /** The first verified update of its device arrived. */
    void onNewUpdate(CohortRound round, Candidate candidate) {
        round.refuseLate(candidate);
    }

    /** A member's message arrived. */
    void onMember(CohortRound round, MemberMessage message) {}

    /** The log clock has passed {@code now}: everything logged up to it has been heard. */
    void onTime(CohortRound round, long now) {}
}
