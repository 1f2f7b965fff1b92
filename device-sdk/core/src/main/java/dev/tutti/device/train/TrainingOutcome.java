package dev.tutti.device.train;

import java.util.Arrays;

/**
 * What one training run produced: the one thing that, masked, may leave the device.
 *
 * <p>Owns {@code delta}: not copied (it is as large as the model); whoever creates an outcome gives the array away.
 *
 * @param delta trained minus received weights, in the plan's order; every value finite
 * @param examples training examples used, at least 1
 * @param evaluationOfReceivedModel the model as received, on the held-out examples
 * @param device what computed it, for people: {@code "CPU"}, {@code "GPU:0"}
 */
@SuppressWarnings("ArrayRecordComponent") // documented ownership, equals and hashCode by content below
public record TrainingOutcome(float[] delta, int examples, Evaluation evaluationOfReceivedModel, String device) {
    /** Refuses an outcome of no examples. */
    public TrainingOutcome {
        if (examples < 1) {
            throw new IllegalArgumentException("examples: expected at least 1, got " + examples);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingOutcome that
                && examples == that.examples
                && evaluationOfReceivedModel.equals(that.evaluationOfReceivedModel)
                && device.equals(that.device)
                && Arrays.equals(delta, that.delta);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(delta) + examples;
    }

    /** Says the shape only: an unmasked update is private. */
    @Override
    public String toString() {
        return "TrainingOutcome[" + delta.length + " parameters, " + examples + " examples, " + device + "]";
    }
}
