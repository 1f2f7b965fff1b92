package dev.tutti.job.round;

/**
 * The sum of secrets is with the slices; the judge decides between COMPLETED and BURNED. No deadline: nobody outside the
 * job is waited for, and every admitted byte is on its way to its slice, which the checkpoints see to.
 */
final class ApplyingPhase extends RoundPhase {}
