package dev.tutti.job.aggregate;

import dev.tutti.job.task.Restoration;
import java.util.List;

/**
 * How a round ended, or that an older model becomes the newest version.
 *
 * @param population population of the round
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param source what the model's manifest names as what made it (hex): see {@link
 *     dev.tutti.secagg.statement.ModelManifest#source}; of a restoration, the order's digest; empty when the round burned
 * @param completed whether it moves the model; otherwise it burned
 * @param version newest model version after it
 * @param slices slices that must be written before it is published; 0 when burned
 * @param cohorts its sub-cohorts, in their order; none for a restoration, which is no round
 */
public record RoundDecision(
        String population,
        String task,
        String source,
        boolean completed,
        long version,
        int slices,
        List<CohortEnd> cohorts) {
    /** A version that no round made. */
    static RoundDecision restoring(Restoration order, long version) {
        return new RoundDecision(
                order.population(),
                order.task(),
                order.order(),
                true,
                version,
                order.slicePaths().size(),
                List.of());
    }

    /** Whether an older model was restored; otherwise a round ended. */
    public boolean restores() {
        return cohorts.isEmpty();
    }
}
