package dev.tutti.job.round;

import dev.tutti.connectors.kafka.flink.Said;

/** What a cohort's phases may cause. In the job these are the sealer's outputs; in tests, lists. */
interface CohortEffects {
    /** Wakes the cohort once the log clock has passed the instant. */
    void wakeAt(long logTimeMillis);

    /** Tells a slice. */
    void signal(SliceSignal signal);

    /** Tells a member's box. */
    void box(BoxSignal signal);

    /** Counts an update turned away, by reason and platform. */
    void countRefusal(String reason, String platform);

    /** Says something to the world through the exactly-once sink. */
    void say(Said said);

    /** Tells the judge how the cohort ended here. */
    void conclude(CohortConclusion conclusion);

    /** Wall clock, milliseconds. */
    long wallClock();
}
