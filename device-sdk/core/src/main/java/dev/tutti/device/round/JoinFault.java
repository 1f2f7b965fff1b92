package dev.tutti.device.round;

/** Why a device does not join a round, in the order of the checks (protocol.md, "Device, before it masks"). */
public enum JoinFault {
    /** Not a canonical announcement: unreadable, or a weight function or sealing outside the closed list. */
    MALFORMED,
    /** Not signed by the pinned operator. */
    BAD_OPERATOR_SIGNATURE,
    /** Fewer than one sub-cohort or more than a device draws from, or an index beyond their number. */
    SUB_COHORT_OUT_OF_RANGE,
    /** Another number of sub-cohorts than the first announcement of this attempt had. */
    SUB_COHORTS_DISAGREE,
    /** A protocol version this device does not speak. */
    UNSUPPORTED_VERSION,
    /** For another population. */
    OTHER_POPULATION,
    /** n_min below this device's floor. */
    TOO_FEW_CONTRIBUTORS,
    /** Contributors per base model below this device's floor. */
    TOO_FEW_PER_BASE,
    /** A committee below this device's floor. */
    TOO_FEW_MEMBERS,
    /** Withstands fewer corrupt members than this device's floor, or less than a sixteenth of the committee. */
    TOO_FEW_CORRUPT,
    /** So few shares reveal something that corrupt members could learn a mask. */
    PRIVACY_THRESHOLD_TOO_LOW,
    /** Two cohorts of one announcement could both be certified. */
    QUORUM_NOT_UNIQUE,
    /** Shares sealed to weaker keys than this device's floor. */
    SEALING_BELOW_FLOOR,
    /** A lattice outside the secure table. */
    INSECURE_RING,
    /** A sum could leave its slot, or the noise its headroom. */
    COULD_CARRY,
    /** A vector or a chunk too large to lay out or to send. */
    TOO_LARGE,
    /** Noise below this device's floor. */
    NOISE_BELOW_FLOOR,
    /** Noise that this device cannot add. */
    UNSUPPORTED_NOISE,
    /** Weights further apart than eight to one. */
    WEIGHTS_TOO_UNEVEN,
    /** No revocation list is young enough to say who may be believed. */
    REVOCATIONS_UNKNOWN,
    /** One device, or one key, sits in two seats. */
    MEMBERS_NOT_DISTINCT,
    /** A member checked in to another population, with another device's credential, or for a time that was over. */
    MEMBER_WRONG_CHECK_IN,
    /** A member's credential is not believed. */
    MEMBER_NOT_TRUSTED,
    /** A member's check-in is not signed by the key its credential names. */
    MEMBER_NOT_AUTHENTIC,
    /** Nothing can be sealed to a member's key. */
    MEMBER_KEY_UNUSABLE,
    /** Nothing shows that the members were drawn by lot: anybody could have chosen them. */
    COMMITTEE_NOT_DRAWN,
    /** An update was already masked for this announcement or another attempt at its round, or another sub-cohort of it. */
    ROUND_USED,
    /** The round is over, or ends before an upload could. */
    ROUND_CLOSED,
    /** The update's base model is not among those listed. */
    BASE_NOT_LISTED,
    /** Another plan than the update was trained with. */
    OTHER_PLAN,
    /** Another number of parameters than the update has. */
    OTHER_DIMENSION,
    /** The update is too small to hide the fact that a device has nothing to say. */
    TRIVIAL_UPDATE,
    /** The update already went to another announcement. */
    UPDATE_SPENT
}
