package dev.tutti.enrolment;

/** Why the service gives no nonce or no credential. */
public enum EnrolmentFault {
    /** Devices of that population are not enrolled here. */
    UNKNOWN_POPULATION,
    /** The device instance is empty or too long. */
    BAD_INSTANCE,
    /** As many nonces as are kept are outstanding; try again when some have expired. */
    TOO_MANY_NONCES,
    /** No such nonce was handed out, or it was so long ago that it is forgotten. */
    NONCE_UNKNOWN,
    /** The nonce was used before. */
    NONCE_USED,
    /** The nonce's time is over. */
    NONCE_EXPIRED,
    /** The nonce was handed out for another population. */
    NONCE_OF_ANOTHER_POPULATION,
    /** The nonce was handed out to another device instance. */
    NONCE_OF_ANOTHER_INSTANCE,
    /** A challenge was made for this nonce before, or refused. */
    ALREADY_ACTIVATED,
    /** The TPM's endorsement certificate does not hold, or no challenge can be made for its keys. */
    ENDORSEMENT_REFUSED,
    /** The evidence is a TPM's, and no challenge was made for it, or not since the service was started. */
    NOT_ACTIVATED,
    /** The secret told is not the one in the challenge. */
    WRONG_SECRET,
    /** The challenge was made for another TPM than the evidence is of. */
    ACTIVATED_FOR_ANOTHER_TPM,
    /** The challenge was made for another attestation key than spoke in the evidence. */
    ACTIVATED_FOR_ANOTHER_KEY,
    /** The evidence is longer than any that is verified. */
    EVIDENCE_TOO_LARGE,
    /** The evidence does not hold; the detail is the verifier's reason. */
    EVIDENCE_REFUSED,
    /** The key was revoked, for good. */
    KEY_REVOKED,
    /** The TPM is enrolled in the population for another key, which was not revoked. */
    HARDWARE_IN_USE
}
