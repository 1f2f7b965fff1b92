package dev.tutti.job.aggregate;

import java.util.List;

/**
 * Tells one slice of the model what to do: step by opened sums, forget one, or take an older model's slice.
 *
 * @param population population of the round
 * @param cohorts announcement hashes (hex) of the round's sub-cohorts whose sums are meant, in their order; none for a
 *     restoration
 * @param slice slice, 0-based
 * @param version version to step to; meaningless when not applied
 * @param apply whether to step; otherwise the sums are forgotten
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param restorePath file to take the slice from, relative to the artifact root; empty for a step by sums
 * @param restoreDigest SHA-256 (hex) of that file; empty likewise
 */
public record ModelStep(
        String population,
        List<String> cohorts,
        int slice,
        long version,
        boolean apply,
        String task,
        String restorePath,
        String restoreDigest) {
    /** One step by the sums of a round's sub-cohorts together, or their forgetting. */
    public static ModelStep bySums(
            String population, List<String> cohorts, int slice, long version, boolean apply, String task) {
        return new ModelStep(population, cohorts, slice, version, apply, task, "", "");
    }

    /** Whether the slice comes from a file and not from sums. */
    public boolean restores() {
        return !restorePath.isEmpty();
    }
}
