package dev.tutti.job.round;

/**
 * The sum of secrets is with the slices; the judge decides between COMPLETED and BURNED. Nobody outside the job is waited
 * for any more, yet there is a deadline: whatever holds a slice up must not hold up the rounds after it.
 */
final class ApplyingPhase extends RoundPhase {
    @Override
    void onTime(CohortRound round, long now) {
        if (now >= round.state().deadline && !round.state().overdue) {
            round.state().overdue = true;
            round.giveUpOnSlices();
        }
    }
}
