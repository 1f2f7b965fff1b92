package dev.tutti.job.config;

import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RoundId;
import java.io.Serializable;

/**
 * One learning task on one population.
 *
 * @param population devices it runs on, e.g. {@code fitness/demo}
 * @param task name of the task within the population
 * @param planDigest SHA-256 (hex) of the training plan under {@code plans/} of the artifact root
 * @param initialModel what version 0 is
 * @param shape what an update looks like
 * @param reportGoal contributors after which a round of one cohort closes early (plus grace); sub-cohorts all close with
 *     the window
 * @param maxStaleness how many versions behind the newest an update's base may be, 0 … 63
 * @param liveRounds rounds open at once: 1, or 2 to announce the next as soon as the previous seals
 * @param subCohorts sub-cohorts of a round, 1 … 64: each is a whole cohort with a committee of its own, and devices draw
 *     theirs; the goals and limits of a cohort hold for each
 * @param checkIns fresh check-ins to wait for before drawing committees, ≥ committee size times sub-cohorts
 * @param rounds rounds to announce before the task rests; 0 for no end
 * @param timing phase limits
 * @param serverStep how the model moves
 * @param guard what a model must reach to be promoted
 * @param odds what committees drawn by sortition must withstand
 * @param culprits how devices that burn sub-cohorts are searched for
 */
public record TaskConfig(
        String population,
        String task,
        String planDigest,
        InitialModel initialModel,
        UpdateShape shape,
        int reportGoal,
        int maxStaleness,
        int liveRounds,
        int subCohorts,
        int checkIns,
        long rounds,
        RoundTiming timing,
        ServerStep serverStep,
        Guard guard,
        CommitteeOdds odds,
        CulpritRule culprits)
        implements Serializable {
    private static final int MAX_SUB_COHORTS = 64;

    /** A SHA-256 digest as text. */
    static final String DIGEST = "[0-9a-fA-F]{64}";

    /** A task whose rounds are one cohort each, and that promotes every model. */
    public TaskConfig(
            String population,
            String task,
            String planDigest,
            InitialModel initialModel,
            UpdateShape shape,
            int reportGoal,
            int maxStaleness,
            int liveRounds,
            int checkIns,
            long rounds,
            RoundTiming timing,
            ServerStep serverStep) {
        this(
                population,
                task,
                planDigest,
                initialModel,
                shape,
                reportGoal,
                maxStaleness,
                liveRounds,
                1,
                checkIns,
                rounds,
                timing,
                serverStep,
                Guard.NONE,
                CommitteeOdds.DEFAULT,
                CulpritRule.DEFAULT);
    }

    /** The same with a guard. */
    public TaskConfig withGuard(Guard other) {
        return new TaskConfig(
                population,
                task,
                planDigest,
                initialModel,
                shape,
                reportGoal,
                maxStaleness,
                liveRounds,
                subCohorts,
                checkIns,
                rounds,
                timing,
                serverStep,
                other,
                odds,
                culprits);
    }

    /** The same, whose committees withstand other odds where they are drawn. */
    public TaskConfig withOdds(CommitteeOdds other) {
        return new TaskConfig(
                population,
                task,
                planDigest,
                initialModel,
                shape,
                reportGoal,
                maxStaleness,
                liveRounds,
                subCohorts,
                checkIns,
                rounds,
                timing,
                serverStep,
                guard,
                other,
                culprits);
    }

    /** The same in sub-cohorts, with a committee for each, and a search for devices that burn them. */
    public TaskConfig withSubCohorts(int number, CulpritRule search) {
        return new TaskConfig(
                population,
                task,
                planDigest,
                initialModel,
                shape,
                reportGoal,
                maxStaleness,
                liveRounds,
                number,
                Math.max(checkIns, shape.members() * number),
                rounds,
                timing,
                serverStep,
                guard,
                odds,
                search);
    }

    public TaskConfig {
        // What a round of it would be called: names nobody could announce are refused here, not in mid-flight.
        new RoundId(population, task, 1, 1, 0);
        Checks.require(planDigest.matches(DIGEST), "plan digest of 64 hex digits", planDigest);
        Checks.require(
                reportGoal >= shape.minContributors() && reportGoal <= shape.maxContributors(),
                "reportGoal in minContributors … maxContributors",
                reportGoal);
        Checks.require(
                maxStaleness >= 0 && maxStaleness < Announcement.MAX_BASES,
                "maxStaleness in 0 … " + (Announcement.MAX_BASES - 1),
                maxStaleness);
        Checks.require(liveRounds == 1 || liveRounds == 2, "liveRounds 1 or 2", liveRounds);
        Checks.require(
                subCohorts >= 1 && subCohorts <= MAX_SUB_COHORTS, "subCohorts in 1 … " + MAX_SUB_COHORTS, subCohorts);
        if (subCohorts > 1) {
            int members = shape.members();
            CommitteeParameters committee = shape.plan().committee();
            // t members silent for corruption, t by one contributor's disputes: every liar must be found all the same.
            // How many are away besides nobody can promise: the search says when it was too many (Suspects).
            int needed = committee.decisiveReplies() + 2 * committee.corrupt();
            Checks.require(
                    needed <= members,
                    "a committee of at least r + 4t = " + needed + " members where a round has sub-cohorts",
                    members);
        }
        Checks.require(
                checkIns >= shape.members() * subCohorts, "checkIns >= committee members times subCohorts", checkIns);
        Checks.require(rounds >= 0, "rounds >= 0", rounds);
    }
}
