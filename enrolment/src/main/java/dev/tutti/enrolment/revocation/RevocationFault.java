package dev.tutti.enrolment.revocation;

/** Why a verifier does not take a list. */
public enum RevocationFault {
    /** The enrolment service did not sign it. */
    BAD_SIGNATURE,
    /** Its version is not above the one held. */
    NOT_NEWER,
    /** It was issued too long ago. */
    STALE,
    /** It was issued in the verifier's future, by more than clocks may differ. */
    FROM_THE_FUTURE,
    /** It leaves out a device that the list held has revoked. */
    FORGETS
}
