package dev.tutti.job.round;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keyed collections of one cohort, as the phases see them. In the job they are Flink state. */
interface CohortMemory {
    /** Every candidate, in no particular order. */
    List<Candidate> candidates();

    /** The candidate of a device, or null. */
    @Nullable
    Candidate candidate(String device);

    /** Stores a candidate, replacing what was there for its device. */
    void put(Candidate candidate);

    /** Valid votes by seat: canonical statement and signature. */
    Map<Integer, SignedBytes> votes();

    /** Stores a member's vote. */
    void putVote(int member, SignedBytes vote);

    /** Authentic replies by seat. */
    Map<Integer, SignedBytes> replies();

    /** Stores a member's reply. */
    void putReply(int member, SignedBytes reply);
}
