package dev.tutti.job.aggregate;

import dev.tutti.job.config.Guard;
import dev.tutti.schemas.round.GuardVerdict;
import dev.tutti.schemas.round.RoundReport;

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
     * Judges what a completed round found out and writes the verdict into its report.
     *
     * <p>The round's evaluation is of the model its contributors received. Where a cohort holds several base versions it is
     * their mixture, and counts as that of the one most of them received ({@code evaluatedVersion}).
     *
     * @param report with the evaluation sums and the model version that the round made
     */
    void judge(Guard guard, RoundReport report) {
        if (!guard.isSet()) {
            version = report.getModelVersion();
            report.setGuard(GuardVerdict.NONE);
        } else if (report.getEvaluationExamples() == 0) {
            report.setGuard(GuardVerdict.NONE);
        } else {
            double accuracy = (double) report.getEvaluationCorrect() / report.getEvaluationExamples();
            boolean passed = guard.passes(accuracy, bestAccuracy);
            if (passed) {
                version = Math.max(version, report.getEvaluatedVersion());
                bestAccuracy = Math.max(bestAccuracy, accuracy);
            }
            report.setGuard(passed ? GuardVerdict.PASSED : GuardVerdict.BELOW_GUARD);
        }
        report.setPromotedVersion(version);
    }
}
