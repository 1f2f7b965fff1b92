package dev.tutti.job.aggregate;

import dev.tutti.job.round.CohortConclusion.ContributorFact;
import java.util.List;

/**
 * How a round ended.
 *
 * @param population population of the round
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param cohort announcement hash, hex
 * @param completed whether its sum moves the model; otherwise it burned
 * @param version newest model version after it
 * @param slices slices that must be written before it is published; 0 when burned
 * @param report round report so far, Avro single-object encoding
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
        List<String> barred) {}
