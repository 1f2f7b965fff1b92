package dev.tutti.secagg.sign;

/** Why a credential is not accepted. */
public enum CredentialFault {
    /** The device id does not belong to the key in it. */
    MALFORMED,
    /** No trusted issuer signed it. */
    UNTRUSTED,
    /** The device was revoked. */
    REVOKED,
    /** Its validity has not begun or is over. */
    EXPIRED,
    /** It is for another population. */
    WRONG_POPULATION,
    /** Keys of that platform are not accepted. */
    PLATFORM_REFUSED,
    /** The key is kept less well than is asked for. */
    LEVEL_TOO_LOW
}
