package dev.tutti.job.round;

import dev.tutti.secagg.unmask.OutlierCheck;

/** Why a round moved no model. One per burned round; never names a person. Those about an outlying
 * sum, and ROLLED_BACK, come after an opening. */
public enum BurnReason {
    /** Fewer contributors than n_min when the window closed. */
    TOO_FEW_CONTRIBUTORS,
    /** Votes for the sealed root stayed below the quorum until the deadline. */
    NO_QUORUM,
    /** Enough votes, with so many complaints in them that a certificate of those with the fewest fits no record. */
    TOO_MANY_COMPLAINTS,
    /** Fewer correct replies than the recovery threshold until the deadline. */
    TOO_FEW_REPLIES,
    /** Enough replies, but too many of them wrong to recover the sum. */
    WRONG_REPLIES,
    /** The sum of secrets is larger than honest ones allow, however the replies are counted: some shares were of another secret. */
    SECRET_TOO_LARGE,
    /** Not every slice had its admitted bytes together in time. */
    SLICES_INCOMPLETE,
    /** The noise left after unmasking is larger than honest masks allow: some contribution was not well formed. */
    RESIDUE_TOO_LARGE,
    /** The count slot of the sum differs from the number of contributors. */
    COUNT_MISMATCH,
    /** The weight slot of the sum is outside what that many honest weights can add up to. */
    WEIGHT_OUT_OF_RANGE,
    /** A control value of the opened sum is one that no cohort of its size can sum to. */
    OUTLYING_CONTROLS,
    /** A parameter of the opened sum lies beyond what its cohort's clipped values can add up to. */
    OUTLYING_PARAMETERS,
    /** The norm of the opened sum is beyond what its cohort's clipped updates can have. */
    OUTLYING_NORM,
    /** The operator had an older model restored: an update of the model before must not move it. */
    ROLLED_BACK;

    /** Why a cohort's opened sum, which its contributors cannot have given honestly, moves no model. */
    public static BurnReason of(OutlierCheck.Reason outlier) {
        return switch (outlier) {
            case CONTROL_RANGE -> OUTLYING_CONTROLS;
            case PARAMETER_RANGE -> OUTLYING_PARAMETERS;
            case NORM -> OUTLYING_NORM;
        };
    }
}
