package dev.tutti.device.round;

import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import java.util.Optional;

/**
 * An announcement that the pinned operator signed. Nothing else about it has been checked.
 *
 * @param terms every term of the cohort
 * @param hash announcement hash: the cohort's identity
 * @param proof what was shown beside it of how its committee was chosen, not signed; empty if nothing readable was
 */
public record OpenRound(Announcement terms, Digest hash, Optional<CommitteeProof> proof) {
    /** With nothing beside it. */
    public OpenRound(Announcement terms, Digest hash) {
        this(terms, hash, Optional.empty());
    }

    /** For people: {@code population/task/round.attempt.subCohort}. */
    public String name() {
        return name(terms.round());
    }

    /** For people: {@code population/task/round.attempt.subCohort}. */
    public static String name(RoundId round) {
        return round.population() + "/" + round.task() + "/" + round.round() + "." + round.attempt() + "."
                + round.subCohort();
    }
}
