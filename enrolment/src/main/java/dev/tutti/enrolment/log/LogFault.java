package dev.tutti.enrolment.log;

/** Why a head is not accepted. */
public enum LogFault {
    /** The enrolment service did not sign it. */
    BAD_SIGNATURE,
    /** It is older or smaller than one seen before. */
    NOT_NEWER,
    /** It does not begin with the log seen before: the log was forked, or the proof is wrong. */
    INCONSISTENT
}
