package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Expect;

/**
 * How the received model did on a device's own held-out examples, before it was trained further.
 *
 * @param examples held-out examples, ≥ 0
 * @param correct of those, classified correctly
 * @param meanLoss mean loss per example; not finite counts as the ceiling
 */
public record EvaluationSums(int examples, int correct, double meanLoss) {
    /** No held-out examples. */
    public static final EvaluationSums NONE = new EvaluationSums(0, 0, 0);

    public EvaluationSums {
        Expect.inRange("examples", examples, 0, Integer.MAX_VALUE);
        Expect.inRange("correct", correct, 0, examples);
    }
}
