package dev.tutti.job.aggregate;

import dev.tutti.job.round.CohortConclusion.ContributorFact;
import java.util.List;

/**
 * How one sub-cohort of a round ended.
 *
 * @param cohort announcement hash, hex
 * @param report round report so far, Avro single-object encoding
 * @param contributors whom to send a receipt
 * @param barred devices (hex) whose shares were proven bad, who were found to burn sub-cohorts, or who were in several of one
 *     round
 */
public record CohortEnd(String cohort, byte[] report, List<ContributorFact> contributors, List<String> barred) {}
