package dev.tutti.device.round;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;

/**
 * An announcement that the pinned operator signed. Nothing else about it has been checked.
 *
 * @param terms every term of the cohort
 * @param hash announcement hash: the cohort's identity
 */
public record OpenRound(Announcement terms, Digest hash) {
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
