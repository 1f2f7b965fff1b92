package dev.tutti.job.announcement;

/** Why a round that is due is not announced. The planner tries again by itself. */
enum Withheld {
    /** The list of revoked devices is not there, or cannot be read. */
    REVOCATIONS_UNREADABLE,
    /** What lies there is no list of revoked devices, or a longer one than can be carried. */
    REVOCATIONS_MALFORMED,
    /** None of the trusted issuers signed the list. */
    REVOCATIONS_UNSIGNED,
    /** The list is older than one that was used before. */
    REVOCATIONS_ROLLED_BACK,
    /** The list was issued too long ago. */
    REVOCATIONS_STALE,
    /** The list was issued in the future, by more than clocks may differ. */
    REVOCATIONS_FROM_THE_FUTURE,
    /** No device would believe the committee that was drawn. */
    COMMITTEE_UNPROVEN
}
