package dev.tutti.enrolment.revocation;

/** What a verifier knows of a device. Only {@link #GOOD} is to be trusted. */
public enum RevocationStatus {
    /** Not revoked, by a list that is young enough. */
    GOOD,
    /** Revoked. */
    REVOKED,
    /** No list, or only one that is too old to say. */
    UNKNOWN
}
