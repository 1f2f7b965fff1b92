package dev.tutti.job.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.job.config.ServerStep;
import org.junit.jupiter.api.Test;

class ServerOptimizerTest {
    @Test
    void federatedAveragingAddsTheMeanUpdate() {
        float[] weights = {1f, -2f};
        ServerOptimizer.step(ServerStep.fedAvg(), weights, new float[2], new float[2], new float[] {0.5f, -0.25f});
        assertThat(weights).containsExactly(1.5f, -2.25f);
    }

    @Test
    void federatedAdamFollowsItsTwoMoments() {
        float[] weights = {0f};
        float[] first = new float[1];
        float[] second = new float[1];
        ServerStep adam = ServerStep.fedAdam(0.1f);
        ServerOptimizer.step(adam, weights, first, second, new float[] {1f});
        // m = 0.1, v = 0.01, step 0.1 · 0.1 / (0.1 + 0.001)
        assertThat(weights[0]).isCloseTo(0.0990099f, within(1e-6f));
        ServerOptimizer.step(adam, weights, first, second, new float[] {1f});
        // m = 0.19, v = 0.0199
        assertThat(weights[0]).isCloseTo(0.0990099f + 0.1f * 0.19f / 0.1420674f, within(1e-5f));
    }

    @Test
    void anUpdateOfAnotherLengthIsAProgrammersError() {
        assertThatThrownBy(() -> ServerOptimizer.step(
                        ServerStep.fedAvg(), new float[2], new float[2], new float[2], new float[3]))
                .hasMessageContaining("expected a mean update of 2 parameters, was 3");
    }
}
