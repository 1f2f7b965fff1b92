package dev.tutti.secagg.decrypt;

/** Why a member does not vote or does not open. One per check, in the order of the checks. */
public enum RefusalReason {
    /** Its keys are gone: it has answered, or given up. */
    ALREADY_ANSWERED,
    /** Its keys serve another announcement. */
    OTHER_ANNOUNCEMENT,
    /** It voted for another root of this announcement. */
    ALREADY_VOTED,
    /** A protocol version it does not speak. */
    UNSUPPORTED_VERSION,
    /** The seat does not hold its keys. */
    NOT_MY_SEAT,
    /** Lattice, slots or thresholds that protect nobody. */
    UNSOUND_PARAMETERS,
    /** Announced terms below its own floor. */
    BELOW_FLOOR,
    /** A seat whose credential, signature or keys are not in order. */
    BAD_COMMITTEE,
    /** Fewer contributors than announced or than its floor. */
    COHORT_TOO_SMALL,
    /** More contributors than the slots hold. */
    COHORT_TOO_LARGE,
    /** Contributors out of order or one device twice. */
    COHORT_NOT_DISTINCT,
    /** A header that does not pass the checks on updates. */
    BAD_UPDATE,
    /** The contributors shown are not those of the root. */
    ROOT_MISMATCH,
    /** A base model with too few contributors. */
    BASE_TOO_FEW,
    /** A share that its contributor never committed to. */
    SHARE_NOT_INCLUDED,
    /** Asked to open before it voted. */
    NOT_VOTED,
    /** Not a quorum certificate for the root it voted for. */
    BAD_CERTIFICATE,
    /** It found bad shares, so its sum would be wrong: its position is an erasure. */
    COMPLAINED
}
