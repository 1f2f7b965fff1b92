package dev.tutti.simulator.cluster;

import java.util.Optional;

/**
 * How large the cohorts of a round are to be. Of one cohort every survivor is one; where a round has several sub-cohorts
 * every device draws its own, so that sizes are binomial around an equal part, and the goals leave room for it.
 *
 * @param devices devices of the fleet
 * @param survivors those that will report in every round
 * @param members decryptors of each cohort
 * @param subCohorts cohorts of a round, 1 … {@value #MOST}
 */
record CohortSizes(int devices, int survivors, int members, int subCohorts) {
    /** Most sub-cohorts of a simulated round. */
    static final int MOST = 8;

    /** Fewest contributors any simulated task accepts. */
    static final int MIN_CONTRIBUTORS = 3;

    private static final long SHARED_COLLECT_MILLIS = 8_000;
    /** What a device may take to train, mask and send, on a machine busy with all the others. */
    private static final long SHARED_COLLECT_MILLIS_PER_DEVICE = 100;

    CohortSizes {
        if (subCohorts < 1 || subCohorts > MOST) {
            throw new IllegalArgumentException("subCohorts: expected 1 … " + MOST + ", got " + subCohorts);
        }
    }

    /** Why a fleet cannot fill its sub-cohorts, with the numbers; empty when it can. A single cohort is not looked at. */
    Optional<String> refusal() {
        if (subCohorts == 1) {
            return Optional.empty();
        }
        if (devices < subCohorts * members) {
            return Optional.of("expected at least " + subCohorts * members + " devices for " + subCohorts
                    + " committees of " + members + ", got " + devices);
        }
        int least = 2 * MIN_CONTRIBUTORS * subCohorts;
        return survivors < least
                ? Optional.of("expected at least " + least + " devices that report, " + 2 * MIN_CONTRIBUTORS
                        + " for each of " + subCohorts + " sub-cohorts, got " + survivors)
                : Optional.empty();
    }

    /**
     * Fewest contributors of a sum. Of one cohort most of those expected, so that one slow device does not burn a round; of
     * a sub-cohort a quarter: it is rare that fewer draw it.
     */
    int minContributors() {
        return Math.max(MIN_CONTRIBUTORS, subCohorts == 1 ? survivors * 2 / 3 : survivors / (4 * subCohorts));
    }

    /** Contributors after which a round of one cohort closes, plus grace. Sub-cohorts close with their window. */
    int reportGoal() {
        return subCohorts == 1 ? survivors : minContributors();
    }

    /** How long sub-cohorts collect, in milliseconds: all of it in every round, so no longer than the fleet needs. */
    long collectMillis() {
        return SHARED_COLLECT_MILLIS + SHARED_COLLECT_MILLIS_PER_DEVICE * devices;
    }

    /** Check-ins to wait for: nearly the whole fleet, so that round 1 is announced to all and any may be drawn. */
    int checkIns() {
        int drawn = members * subCohorts;
        return drawn + (devices - drawn) * 9 / 10;
    }
}
