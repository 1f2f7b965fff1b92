package dev.tutti.job.announcement;

/** Why an offer to decrypt is not taken, in the order of the checks. */
enum CheckInFault {
    /** Its bytes are no check-in. */
    MALFORMED,
    /** It is for another population. */
    WRONG_POPULATION,
    /** It has run out. */
    EXPIRED,
    /** It is to stand for longer than any may: by a clock that is far ahead, nothing would be newer for as long. */
    STANDS_TOO_LONG,
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
    /** Nothing can be sealed to its key: every device would refuse a committee with it. */
    UNUSABLE_KEY,
    /** It does not outlast the device's latest offer. */
    NOT_NEWER,
    /** One of its keys stands in another device's offer: every device would refuse a committee with both. */
    KEY_OF_ANOTHER,
    /** Committees are drawn, and it does not show that its device is eligible. */
    ELIGIBILITY_MISSING,
    /** What should show that its device is eligible is malformed. */
    ELIGIBILITY_MALFORMED,
    /** No beacon is known of the epoch it shows. */
    NO_BEACON,
    /** The epoch it shows is over. */
    EPOCH_OVER,
    /** The enrolment service did not sign the head it shows. */
    BAD_HEAD,
    /** The head it shows was not there before the beacon. */
    HEAD_NOT_BEFORE_BEACON,
    /** The head it shows is from before the epoch before. */
    HEAD_TOO_OLD,
    /** The enrolment it shows is another device's. */
    ENROLMENT_OF_ANOTHER,
    /** The enrolment it shows is not under the head. */
    NOT_IN_LOG,
    /** The beacon did not make its device eligible. */
    NOT_ELIGIBLE
}
