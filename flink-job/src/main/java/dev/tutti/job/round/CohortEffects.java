package dev.tutti.job.round;

import dev.tutti.connectors.kafka.flink.Said;

/** What a cohort's phases may cause. In the job these are the sealer's outputs; in tests, lists. */
interface CohortEffects {
    /** Wakes the cohort once the log clock has passed the instant. */
    void wakeAt(long logTimeMillis);

    /** Tells a slice. */
    void signal(SliceSignal signal);

    /** Hands a member's box the sealed cohort. */
    void seal(SealNotice notice);

    /** Says something to the world through the exactly-once sink. */
    void say(Said said);

    /** Tells the judge how the cohort ended here. */
    void conclude(CohortConclusion conclusion);

    /** Wall clock, milliseconds. */
    long wallClock();
}
