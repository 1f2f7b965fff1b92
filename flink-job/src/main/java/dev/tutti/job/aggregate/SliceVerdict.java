package dev.tutti.job.aggregate;

/**
 * What a slice found when it opened its sum.
 *
 * @param population population of the round
 * @param cohort announcement hash, hex
 * @param slice slice, 0-based
 * @param burnReason name of a {@link dev.tutti.job.round.BurnReason}, or empty when the free verification passed
 * @param sumDigest SHA-256 of the opened sums; empty when it failed
 * @param path where the sums lie, relative to the artifact root
 * @param weight sum of the contributors' weights
 * @param evaluationExamples held-out examples (slice 0 only)
 * @param evaluationCorrect of those, classified correctly (slice 0 only)
 * @param evaluationLossSum sum of their losses (slice 0 only)
 * @param maxResidue largest |E| coefficient
 */
public record SliceVerdict(
        String population,
        String cohort,
        int slice,
        String burnReason,
        byte[] sumDigest,
        String path,
        long weight,
        long evaluationExamples,
        long evaluationCorrect,
        double evaluationLossSum,
        long maxResidue) {
    /** Whether the free verification passed. */
    public boolean passed() {
        return burnReason.isEmpty();
    }
}
