package dev.tutti.job.aggregate;

import dev.tutti.job.config.Guard;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;
import java.util.Comparator;
import java.util.List;

/**
 * The newest promoted version of a population's model, and the best accuracy of any promoted one. Plain, so that Flink
 * stores it without Kryo.
 */
public final class Promotion {
    /** Newest version that passed its guard; 0 is the initial model, which nobody has to promote. */
    public long version;
    /** Best accuracy of a promoted version, 0 … 1. */
    public double bestAccuracy;

    public Promotion() {}

    /** What the operator restored is promoted by that; what came after it is no measure any more. */
    static Promotion restored(long version) {
        Promotion promotion = new Promotion();
        promotion.version = version;
        return promotion;
    }

    /**
     * Judges what a round found out and writes the verdict into its reports.
     *
     * <p>The round's evaluation is of the model its contributors received, over all sub-cohorts that completed. Where they
     * hold several base versions it is their mixture, and counts as that of the one that most of the largest sub-cohort
     * received ({@code evaluatedVersion}).
     *
     * @param completed reports of the sub-cohorts that completed, with their evaluation sums and the model version that the
     *     round made; at least one
     */
    void judge(Guard guard, List<RoundReport> completed) {
        long examples =
                completed.stream().mapToLong(RoundReport::getEvaluationExamples).sum();
        long correct =
                completed.stream().mapToLong(RoundReport::getEvaluationCorrect).sum();
        RoundReport largest = completed.stream()
                .max(Comparator.comparingInt(RoundReport::getSealed).thenComparing(RoundReport::getEvaluatedVersion))
                .orElseThrow();
        GuardVerdict verdict = GuardVerdict.NONE;
        if (!guard.isSet()) {
            version = largest.getModelVersion();
        } else if (examples > 0) {
            double accuracy = (double) correct / examples;
            boolean passed = guard.passes(accuracy, bestAccuracy);
            if (passed) {
                version = Math.max(version, largest.getEvaluatedVersion());
                bestAccuracy = Math.max(bestAccuracy, accuracy);
            }
            verdict = passed ? GuardVerdict.PASSED : GuardVerdict.BELOW_GUARD;
        }
        for (RoundReport report : completed) {
            report.setGuard(verdict);
            report.setPromotedVersion(version);
        }
    }
}
