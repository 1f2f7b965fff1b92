package dev.tutti.job.round;

/** The sum of secrets is with the slices; the judge decides between COMPLETED and BURNED. Nothing more to do here. */
final class ApplyingPhase extends RoundPhase {}
