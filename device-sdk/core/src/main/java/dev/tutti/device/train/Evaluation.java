package dev.tutti.device.train;

/**
 * How a model did on some examples.
 *
 * @param examples how many examples, at least 0
 * @param correct how many of them were classified correctly
 * @param meanLoss mean loss over them, finite and at least 0; 0 for no examples
 */
public record Evaluation(int examples, int correct, double meanLoss) {
    /** On no examples at all. */
    public static final Evaluation NONE = new Evaluation(0, 0, 0);

    /** Refuses sums that no evaluation can have. */
    public Evaluation {
        if (examples < 0 || correct < 0 || correct > examples) {
            throw new IllegalArgumentException("expected 0 <= correct <= examples, got " + correct + " of " + examples);
        }
        if (!(meanLoss >= 0 && meanLoss <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("meanLoss: expected a finite value of at least 0, got " + meanLoss);
        }
    }
}
