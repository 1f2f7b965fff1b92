package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.simulator.workload.TinyWorkload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnPlanTest {
    private static final TrainingPlan PLAN = TinyWorkload.plan();

    @TempDir
    private Path folder;

    private Path plan;
    private Path initial;

    @BeforeEach
    void writePlan() throws IOException {
        plan = Files.write(
                folder.resolve("plan"), bytes(TrainingPlan.getEncoder().encode(PLAN)));
        initial = folder.resolve("initial");
    }

    @Test
    void aPlanAndItsWeightsAreRead() throws Exception {
        write(PLAN.getDimension(), 0.5f);

        OwnPlan own = OwnPlan.read(plan, initial);

        assertThat(own.plan()).isEqualTo(PLAN);
        assertThat(own.weights()).hasSize(PLAN.getDimension()).containsOnly(0.5f);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsThatAreNoNumbersAreRefused(float weight) throws Exception {
        write(PLAN.getDimension(), weight);

        refused("expected finite numbers, got " + weight + " at place 0");
    }

    @Test
    void otherThanAsManyWeightsAsTheDimensionAreRefused() throws Exception {
        write(PLAN.getDimension() - 1, 0);

        refused("expected " + PLAN.getDimension() + " float32 numbers");
    }

    @Test
    void filesThatAreNotThereAreRefused() {
        refused("can be read");
    }

    private void refused(String why) {
        assertThatThrownBy(() -> OwnPlan.read(plan, initial))
                .isInstanceOfSatisfying(
                        TuttiException.class, e -> assertThat(e.error()).isEqualTo(TuttiError.PLAN_UNUSABLE))
                .hasMessageContaining(why);
    }

    private void write(int count, float weight) throws IOException {
        float[] weights = new float[count];
        Arrays.fill(weights, weight);
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
        bytes.asFloatBuffer().put(weights);
        Files.write(initial, bytes.array());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }
}
