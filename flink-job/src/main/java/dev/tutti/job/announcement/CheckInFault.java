package dev.tutti.job.announcement;

/** Why an offer to decrypt is not taken, in the order of the checks. */
enum CheckInFault {
    /** Its bytes are no check-in. */
    MALFORMED,
    /** It is for another population. */
    WRONG_POPULATION,
    /** It has run out. */
    EXPIRED,
    /** Its key is of another kind than rounds are sealed to. */
    WRONG_SEALING,
    /** Statement and credential are not of one device, or the statement names another credential. */
    WRONG_DEVICE,
    /** The credential contradicts itself. */
    BAD_CREDENTIAL,
    /** Nobody trusted issued the credential, its platform is refused, or its key is kept too badly. */
    CREDENTIAL_UNTRUSTED,
    /** The credential is for another population. */
    CREDENTIAL_ELSEWHERE,
    /** The device was revoked. */
    CREDENTIAL_REVOKED,
    /** The credential's validity has not begun or is over. */
    CREDENTIAL_EXPIRED,
    /** The credential's key did not sign it. */
    BAD_SIGNATURE,
    /** It does not outlast the device's latest offer. */
    NOT_NEWER
}
