package dev.tutti.job.aggregate;

import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.task.Restoration;
import org.jspecify.annotations.Nullable;

/**
 * What can make a new version due: exactly one of the two is set.
 *
 * @param population population
 * @param conclusion how a cohort ended at the sealer
 * @param restoration an older model to restore
 */
public record JudgeInput(
        String population,
        @Nullable CohortConclusion conclusion,
        @Nullable Restoration restoration) {
    /** A cohort's end. */
    public static JudgeInput of(CohortConclusion conclusion) {
        return new JudgeInput(conclusion.population(), conclusion, null);
    }

    /** An order to restore. */
    public static JudgeInput of(Restoration restoration) {
        return new JudgeInput(restoration.population(), null, restoration);
    }
}
