package dev.tutti.job.round;

/** Why a round moved no model. One per burned round; never names a person. Only ROLLED_BACK comes after an opening. */
public enum BurnReason {
    /** Fewer contributors than n_min when the window closed. */
    TOO_FEW_CONTRIBUTORS,
    /** Votes for the sealed root stayed below the quorum until the deadline. */
    NO_QUORUM,
    /** Fewer correct replies than the recovery threshold until the deadline. */
    TOO_FEW_REPLIES,
    /** Enough replies, but too many of them wrong to recover the sum. */
    WRONG_REPLIES,
    /** Not every slice had its admitted bytes together in time. */
    SLICES_INCOMPLETE,
    /** The noise left after unmasking is larger than honest masks allow: some contribution was not well formed. */
    RESIDUE_TOO_LARGE,
    /** The count slot of the sum differs from the number of contributors. */
    COUNT_MISMATCH,
    /** The weight slot of the sum is outside what that many honest weights can add up to. */
    WEIGHT_OUT_OF_RANGE,
    /** The operator had an older model restored: an update of the model before must not move it. */
    ROLLED_BACK
}
