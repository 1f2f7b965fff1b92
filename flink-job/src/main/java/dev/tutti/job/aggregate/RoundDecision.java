package dev.tutti.job.aggregate;

import dev.tutti.job.round.CohortConclusion.ContributorFact;
import dev.tutti.job.task.Restoration;
import java.util.List;

/**
 * How a round ended, or that an older model becomes the newest version.
 *
 * @param population population of the round
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param cohort announcement hash, hex; of a restoration, the order's digest
 * @param completed whether its sum moves the model; otherwise it burned
 * @param version newest model version after it
 * @param slices slices that must be written before it is published; 0 when burned
 * @param report round report so far, Avro single-object encoding; empty for a restoration, which is no round
 * @param contributors whom to send a receipt
 * @param barred devices (hex) whose shares were proven bad
 */
public record RoundDecision(
        String population,
        String task,
        String cohort,
        boolean completed,
        long version,
        int slices,
        byte[] report,
        List<ContributorFact> contributors,
        List<String> barred) {
    /** A version that no round made. */
    static RoundDecision restoring(Restoration order, long version) {
        return new RoundDecision(
                order.population(),
                order.task(),
                order.order(),
                true,
                version,
                order.slicePaths().size(),
                new byte[0],
                List.of(),
                List.of());
    }

    /** Whether an older model was restored; otherwise a round ended. */
    public boolean restores() {
        return report.length == 0;
    }
}
