package dev.tutti.enrolment.sortition;

/** Why a committee was not fairly chosen. */
public enum SortitionFault {
    /** There is no beacon for the epoch. */
    NO_BEACON,
    /** The epoch is over: later beacons are out. */
    NOT_CURRENT,
    /** The enrolment service did not sign the head. */
    BAD_HEAD,
    /** The head was not there before the beacon: keys could have been made to suit. */
    HEAD_NOT_BEFORE_BEACON,
    /** The head is from before the epoch before: a log that was small then would make all its devices eligible. */
    HEAD_TOO_OLD,
    /** There are not as many seats as members. */
    WRONG_SIZE,
    /** The thresholds withstand fewer corrupt members than may be eligible. */
    THRESHOLD_TOO_LOW,
    /** A device sits twice. */
    NOT_DISTINCT,
    /** The enrolment shown is another device's. */
    WRONG_DEVICE,
    /** The enrolment is not under the head. */
    NOT_IN_LOG,
    /** The device's ticket is not below the threshold. */
    NOT_ELIGIBLE
}
