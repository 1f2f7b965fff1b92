package dev.tutti.job.round;

/** The round ended without a sum. It is remembered only so that stragglers hear LATE. */
final class BurnedPhase extends RoundPhase {}
