package dev.tutti.job.aggregate;

/**
 * Tells one slice of the model what to do with an opened sum.
 *
 * @param population population of the round
 * @param cohort announcement hash (hex) of the round
 * @param slice slice, 0-based
 * @param version version to step to; meaningless when not applied
 * @param apply whether to step; otherwise the sum is forgotten
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 */
public record ModelStep(String population, String cohort, int slice, long version, boolean apply, String task) {}
