package dev.tutti.job.aggregate;

/**
 * Tells one slice of the model what to do: step by an opened sum, forget one, or take an older model's slice.
 *
 * @param population population of the round
 * @param cohort announcement hash (hex) of the round; of a restoration, the order's digest
 * @param slice slice, 0-based
 * @param version version to step to; meaningless when not applied
 * @param apply whether to step; otherwise the sum is forgotten
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param restorePath file to take the slice from, relative to the artifact root; empty for a step by a sum
 * @param restoreDigest SHA-256 (hex) of that file; empty likewise
 */
public record ModelStep(
        String population,
        String cohort,
        int slice,
        long version,
        boolean apply,
        String task,
        String restorePath,
        String restoreDigest) {
    /** A step by a round's sum, or its forgetting. */
    public static ModelStep bySum(
            String population, String cohort, int slice, long version, boolean apply, String task) {
        return new ModelStep(population, cohort, slice, version, apply, task, "", "");
    }

    /** Whether the slice comes from a file and not from a sum. */
    public boolean restores() {
        return !restorePath.isEmpty();
    }
}
