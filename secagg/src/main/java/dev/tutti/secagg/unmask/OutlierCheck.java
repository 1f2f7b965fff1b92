package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the opened sum of a cohort is one that its contributors could have given honestly. There is no range proof, so a
 * device can put anything into its slots; what it can do unnoticed is bounded by what n honest devices could do together.
 * A sub-cohort found here is dropped, and the others' sums stay what they are.
 *
 * <p>Honest cohorts pass: always the ranges without noise, and otherwise but for a probability below 2^−72 per number
 * compared.
 */
public final class OutlierCheck {
    /** ξ: e^−ξ is that probability, the tail of a Gaussian at 10σ. */
    private static final double TAIL_EXPONENT = ParameterSets.TAIL * ParameterSets.TAIL / 2.0;

    /** Sums in floating point may differ in their last digits. */
    private static final double ROUNDING_ERROR = 1 + 1e-9;

    private final Encoding encoding;
    private final int contributors;
    private final double noiseDeviation;
    /** What a coordinate of the update is multiplied by to give a value, at full weight. */
    private final double scale;

    /**
     * @param contributors |U|
     */
    public OutlierCheck(Announcement announcement, int contributors) {
        this(
                announcement.encoding(),
                announcement.privacy(),
                Expect.inRange(
                        "contributors", contributors, 1, announcement.limits().maxContributors()));
    }

    /**
     * From those of the terms that matter here.
     *
     * @param contributors |U|
     */
    public OutlierCheck(Encoding encoding, PrivacyConfiguration privacy, int contributors) {
        this.encoding = encoding;
        this.contributors = Expect.inRange("contributors", contributors, 1, Integer.MAX_VALUE);
        noiseDeviation = privacy.noiseStandardDeviation();
        scale = (double) encoding.maxValue() / encoding.valueRange();
    }

    /** Why a sum is an outlier. */
    public enum Reason {
        /** A control value that no cohort of this size can sum to. */
        CONTROL_RANGE,
        /** A parameter's sum beyond what this cohort's values, weights and clipping allow. */
        PARAMETER_RANGE,
        /** A norm beyond what this cohort's clipped updates, their rounding and their noise can have. */
        NORM
    }

    /**
     * An outlier.
     *
     * @param reason why, the first that applies
     * @param found largest magnitude or norm found, in slot units
     * @param bound what it must not exceed
     */
    public record Outlier(Reason reason, double found, double bound) {}

    /** The first reason by which one opened slice is an outlier, or empty. */
    public Optional<Outlier> check(SliceSum sum) {
        return controls(sum)
                .or(() -> outlier(Reason.PARAMETER_RANGE, largest(sum.parameters()), parameterBound(sum.weight())))
                .or(() -> checkNorm(squaredNorm(sum), sum.weight(), sum.parameters().length));
    }

    /** The first reason by which a whole opened sum is an outlier, or empty: every slice, then the norm of all. */
    public Optional<Outlier> check(List<SliceSum> slices) {
        Expect.that(!slices.isEmpty(), "a sum must have a slice");
        for (SliceSum slice : slices) {
            Optional<Outlier> found = check(slice);
            if (found.isPresent()) {
                return found;
            }
            if (slice.weight() != slices.get(0).weight()) {
                // Every device puts one weight into all its slices.
                return Optional.of(new Outlier(
                        Reason.CONTROL_RANGE, slice.weight(), slices.get(0).weight()));
            }
        }
        double squares = slices.stream().mapToDouble(OutlierCheck::squaredNorm).sum();
        long dimension =
                slices.stream().mapToLong(slice -> slice.parameters().length).sum();
        return checkNorm(squares, slices.get(0).weight(), dimension);
    }

    /** The squared L2 norm of a slice's parameters, in slot units: slices of one cohort add up. */
    public static double squaredNorm(SliceSum sum) {
        double squares = 0;
        for (long x : sum.parameters()) {
            squares += (double) x * x;
        }
        return squares;
    }

    private Optional<Outlier> controls(SliceSum sum) {
        int max = encoding.maxValue();
        long examples = sum.evaluationExamples();
        long loss = sum.evaluationLossHigh() * (max + 1L) + sum.evaluationLossLow();
        long most = encoding.evaluation() && sum.slice() == 0 ? (long) contributors * max : 0;
        return within(examples, most)
                .or(() -> within(sum.evaluationCorrect(), Math.min(examples, most)))
                .or(() -> within(sum.evaluationLossHigh(), most))
                .or(() -> within(sum.evaluationLossLow(), most))
                // A device's limbs stand for at most the loss ceiling for each of its examples.
                .or(() -> within(loss, Math.min(examples, most) * (max + 1L)))
                .or(() -> within(sum.weight(), (long) contributors * encoding.maxWeight()));
    }

    private static Optional<Outlier> within(long control, long most) {
        return control >= 0 && control <= most
                ? Optional.empty()
                : Optional.of(new Outlier(Reason.CONTROL_RANGE, control, most));
    }

    /** n values are at most the largest each, and after clipping and weighting at most κ·ΣW/W, rounded up n times. */
    private double parameterBound(long weight) {
        double clipped = clippedNorm(weight) + contributors;
        double values = Math.min((double) contributors * encoding.maxValue(), clipped);
        return values + ParameterSets.TAIL * noiseDeviation * Math.sqrt(contributors);
    }

    /**
     * Whether a norm is one that this cohort's clipped updates can have.
     *
     * <p>κ·ΣW/W by the triangle inequality, and what rounding and noise add: each is a vector of independent coordinates,
     * sub-Gaussian with variance n/4 (a rounding error lies in an interval of length 1) or n·σ². Of such a vector
     * ‖x‖² exceeds v·(n_p + 2√(n_p·ξ) + 2ξ) with probability below e^−ξ (D. Hsu, S. Kakade, T. Zhang, "A tail inequality for
     * quadratic forms of subgaussian random vectors", 2012). Skellam noise is close to that where n·σ² is large.
     *
     * @param squaredNorm squared L2 norm of the sum in slot units, over one slice or all of them ({@link #squaredNorm})
     * @param weight the opened weight
     * @param dimension parameters that it is over
     */
    public Optional<Outlier> checkNorm(double squaredNorm, long weight, long dimension) {
        double spread = Math.sqrt(dimension + 2 * Math.sqrt(dimension * TAIL_EXPONENT) + 2 * TAIL_EXPONENT);
        double rounding = Math.sqrt(contributors / 4.0) * spread;
        double noise = noiseDeviation * Math.sqrt(contributors) * spread;
        return outlier(Reason.NORM, Math.sqrt(squaredNorm), clippedNorm(weight) + rounding + noise);
    }

    /** κ·ΣW/W. */
    private double clippedNorm(long weight) {
        return scale * encoding.clipNorm() * weight / encoding.maxWeight();
    }

    private static Optional<Outlier> outlier(Reason reason, double found, double bound) {
        return found <= bound * ROUNDING_ERROR ? Optional.empty() : Optional.of(new Outlier(reason, found, bound));
    }

    private static long largest(long[] values) {
        long largest = 0;
        for (long value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
