package dev.tutti.simulator.report;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One round, or one sub-cohort of it, as the fleet and the job's report together tell it.
 *
 * @param round round number, from 1
 * @param subCohort which of its sub-cohorts, from 0
 * @param subCohorts how many it has; those that completed moved the model together
 * @param announced devices the round was announced to, in all its sub-cohorts
 * @param trained devices that trained for it, in all its sub-cohorts: which one a device drew it tells nobody before its
 *     update goes there
 * @param uploaded signed headers that reached the job
 * @param verified updates that passed every check
 * @param sealed contributors of the sealed cohort
 * @param late verified updates that were complete after the close
 * @param rejected rejected updates by reason
 * @param committee decryptors named
 * @param votes valid votes for the sealed root
 * @param replies valid replies to the certificate
 * @param completed whether a sum came out
 * @param reason why it burned, else empty
 * @param accuracy share of their own held-out examples that the contributors' received model got right, from the masked
 *     sums; empty when nothing was unmasked
 * @param evaluatedVersion the model version that accuracy is of
 * @param modelVersion newest model version after the round
 * @param promotedVersion newest version that passed its guard, the one to give out
 * @param belowGuard whether the evaluated version is below its guard
 * @param barred contributors that take part no more
 * @param seconds from the announcement to the outcome
 * @param dropped devices not in the sum, by reason; of several sub-cohorts each device once, with the one its update went
 *     to or else with the first
 */
public record RoundResult(
        long round,
        int subCohort,
        int subCohorts,
        int announced,
        int trained,
        int uploaded,
        int verified,
        int sealed,
        int late,
        Map<String, Integer> rejected,
        int committee,
        int votes,
        int replies,
        boolean completed,
        String reason,
        OptionalDouble accuracy,
        long evaluatedVersion,
        long modelVersion,
        long promotedVersion,
        boolean belowGuard,
        int barred,
        double seconds,
        Map<String, Integer> dropped) {
    /** What it is called. */
    String name() {
        return RoundName.of(round, subCohort, subCohorts);
    }
}
