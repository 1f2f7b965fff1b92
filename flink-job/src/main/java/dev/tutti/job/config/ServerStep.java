package dev.tutti.job.config;

import java.io.Serializable;
import java.util.Locale;

/**
 * How the server moves the model by a round's weighted mean update.
 *
 * <p>{@code FED_AVG}: w ← w + η·Δ. {@code FED_ADAM}: Adam over Δ as a pseudo-gradient (Reddi et al., "Adaptive
 * Federated Optimization", 2021, algorithm 2), without bias correction.
 *
 * @param rule which rule
 * @param learningRate η, above 0
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon adaptivity τ, above 0
 */
public record ServerStep(Rule rule, float learningRate, float beta1, float beta2, float epsilon)
        implements Serializable {
    /** The closed list of server rules. */
    public enum Rule {
        FED_AVG,
        FED_ADAM
    }

    public ServerStep {
        Checks.require(learningRate > 0, "server learning rate > 0", learningRate);
        Checks.require(beta1 >= 0 && beta1 < 1, "beta1 in [0, 1)", beta1);
        Checks.require(beta2 >= 0 && beta2 < 1, "beta2 in [0, 1)", beta2);
        Checks.require(epsilon > 0, "epsilon > 0", epsilon);
    }

    /** Plain federated averaging with server learning rate 1. */
    public static ServerStep fedAvg() {
        return new ServerStep(Rule.FED_AVG, 1f, 0f, 0f, 1e-3f);
    }

    /**
     * Federated Adam with the moments of the paper's experiments (β1 = 0.9, β2 = 0.99, τ = 1e-3).
     *
     * @param learningRate η, above 0
     */
    public static ServerStep fedAdam(float learningRate) {
        return new ServerStep(Rule.FED_ADAM, learningRate, 0.9f, 0.99f, 1e-3f);
    }

    static ServerStep parse(String name, float learningRate) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "FED_AVG" -> new ServerStep(Rule.FED_AVG, learningRate, 0f, 0f, 1e-3f);
            case "FED_ADAM" -> fedAdam(learningRate);
            default ->
                throw new IllegalArgumentException("server.step: expected fed_avg or fed_adam, was '" + name + "'");
        };
    }
}
