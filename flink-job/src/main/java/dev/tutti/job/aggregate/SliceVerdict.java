package dev.tutti.job.aggregate;

import dev.tutti.job.round.BurnReason;

/**
 * What a slice found when it opened its sum.
 *
 * @param population population of the round
 * @param cohort announcement hash, hex
 * @param slice slice, 0-based
 * @param burnReason name of a {@link BurnReason}, or empty when the free verification passed
 * @param sumDigest SHA-256 of the opened sums; empty when it failed
 * @param path where the sums lie, relative to the artifact root
 * @param weight sum of the contributors' weights
 * @param evaluationExamples held-out examples (slice 0 only)
 * @param evaluationCorrect of those, classified correctly (slice 0 only)
 * @param evaluationLossSum sum of their losses (slice 0 only)
 * @param maxResidue largest |E| coefficient
 * @param squaredNorm squared L2 norm of the slice's parameters, in slot units; slices of a cohort add up
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
        long maxResidue,
        double squaredNorm) {
    /** A slice without a sum. */
    static SliceVerdict failed(String population, String cohort, int slice, BurnReason reason) {
        return new SliceVerdict(population, cohort, slice, reason.name(), new byte[0], "", 0, 0, 0, 0, 0, 0);
    }

    /** Whether the free verification passed. */
    public boolean passed() {
        return burnReason.isEmpty();
    }
}
