package dev.tutti.job.round;

import java.util.List;

/**
 * How a cohort ended at the sealer: opened (the slices are now at work), burned, or overdue (the slices did not answer).
 *
 * @param population population of the round
 * @param cohort announcement hash, hex
 * @param kind which of them
 * @param slices slices whose verdicts must follow when it did not
 * @param newestBase newest model version its updates could start from
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param report the round report so far, Avro single-object encoding
 * @param contributors the sealed cohort (or, when it never sealed, whoever had been admitted)
 * @param inTime devices (hex) whose verified updates were complete when the window closed, whether or not there was room
 *     for them: whoever is among them is so whatever the others did
 * @param barred devices (hex) that more than t members caught with bad shares
 */
public record CohortConclusion(
        String population,
        String cohort,
        Kind kind,
        int slices,
        long newestBase,
        String task,
        byte[] report,
        List<ContributorFact> contributors,
        List<String> inTime,
        List<String> barred) {
    /** How a cohort can end at the sealer. */
    public enum Kind {
        /** S is with the slices; their verdicts follow. */
        OPENED,
        /** No sum will come. */
        BURNED,
        /** Opened, and no judgement expected any more: burned, unless it was judged already. */
        OVERDUE
    }

    /**
     * Whom to send a receipt, and what it proves.
     *
     * @param device device id, hex
     * @param upload upload id, hex
     * @param headerDigest SHA-256 of its statement
     */
    public record ContributorFact(String device, String upload, byte[] headerDigest) {}
}
