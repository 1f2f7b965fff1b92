package dev.tutti.secagg.update;

/** Why an update header is not accepted, in the order of the checks. */
public enum UpdateFault {
    /** Not the announcement's protocol version. */
    UNSUPPORTED_VERSION,
    /** Made for another announcement. */
    WRONG_ANNOUNCEMENT,
    /** Not on a listed base model. */
    WRONG_BASE,
    /** Another encoding or privacy configuration. */
    WRONG_CONFIGURATION,
    /** Number of chunks, digest over them or degree proof of another size. */
    WRONG_SIZE,
    /** Device and credential do not belong together. */
    WRONG_DEVICE,
    /** A credential that contradicts itself, or another one than the statement names. */
    BAD_CREDENTIAL,
    /** A credential outside its validity. */
    CREDENTIAL_EXPIRED,
    /** A credential of a device that was revoked. */
    CREDENTIAL_REVOKED,
    /** A credential for another population. */
    CREDENTIAL_ELSEWHERE,
    /** A credential nobody trusted issued, for a platform that is refused, or for a key that is kept too badly. */
    CREDENTIAL_UNTRUSTED,
    /** Not signed by the credential's key. */
    BAD_SIGNATURE
}
