package dev.tutti.audit;

/** How the server moves one slice of the model: the task's public rule, as the auditor was told it. */
@FunctionalInterface
public interface ServerRule {
    /** Federated averaging: the weights move by the mean update. */
    ServerRule FED_AVG = (weights, meanDelta) -> {
        float[] next = weights.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] += meanDelta[i];
        }
        return next;
    };

    /**
     * The next weights.
     *
     * @param weights the slice before; left as it is
     * @param meanDelta weighted mean update, of the same length
     */
    float[] step(float[] weights, float[] meanDelta);
}
