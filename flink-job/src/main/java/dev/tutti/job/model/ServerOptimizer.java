package dev.tutti.job.model;

import dev.tutti.job.config.ServerStep;

/** Moves a slice of the model by a mean update, in place. Coordinate-wise, so slices step independently. */
final class ServerOptimizer {
    private ServerOptimizer() {}

    /**
     * One server step.
     *
     * @param rule rule and its constants
     * @param weights the slice, changed in place
     * @param first first moments (FedAdam), changed in place; same length
     * @param second second moments (FedAdam), changed in place; same length
     * @param meanDelta weighted mean of the devices' updates; same length
     */
    static void step(ServerStep rule, float[] weights, float[] first, float[] second, float[] meanDelta) {
        if (weights.length != meanDelta.length) {
            throw new IllegalArgumentException(
                    "expected a mean update of " + weights.length + " parameters, was " + meanDelta.length);
        }
        switch (rule.rule()) {
            case FED_AVG -> {
                for (int i = 0; i < weights.length; i++) {
                    weights[i] += rule.learningRate() * meanDelta[i];
                }
            }
            case FED_ADAM -> {
                for (int i = 0; i < weights.length; i++) {
                    float delta = meanDelta[i];
                    first[i] = rule.beta1() * first[i] + (1 - rule.beta1()) * delta;
                    second[i] = rule.beta2() * second[i] + (1 - rule.beta2()) * delta * delta;
                    weights[i] += rule.learningRate() * first[i] / ((float) Math.sqrt(second[i]) + rule.epsilon());
                }
            }
        }
    }
}
