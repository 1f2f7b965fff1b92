package dev.tutti.enrolment.sortition;

/** What {@link EpochHeads} says of a device in an epoch. */
public sealed interface EligibilityResult {
    /**
     * It may be seated.
     *
     * @param eligibility to be shown
     */
    record Eligible(Eligibility eligibility) implements EligibilityResult {}

    /**
     * It may not.
     *
     * @param reason why
     */
    record Ineligible(Reason reason) implements EligibilityResult {}

    /** Why a device may not be seated. */
    enum Reason {
        /** The epoch has no beacon yet, no head was signed in time for it, or it is over. */
        NO_HEAD,
        /** The device was not enrolled when the epoch's head was signed; it may be drawn in the next. */
        NOT_ENROLLED_IN_TIME,
        /** The device's ticket is not below the threshold. */
        NOT_DRAWN
    }
}
