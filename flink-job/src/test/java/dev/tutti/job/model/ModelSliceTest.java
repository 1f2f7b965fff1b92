package dev.tutti.job.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tutti.job.aggregate.ModelStep;
import dev.tutti.job.aggregate.OpenedSlice;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of the model steps by each judged sum once, in the judge's order, whenever it is killed. */
class ModelSliceTest {
    @TempDir
    Path artifacts;

    private JobConfig config;

    @BeforeEach
    void anInitialModel() throws Exception {
        Files.write(artifacts.resolve("none"), new byte[3 * Float.BYTES]);
        config = new TestRound().config(artifacts.toUri().toString());
    }

    @Test
    void aModelSliceKilledBetweenAnyTwoStepsWritesTheSameVersionsOnce() throws Exception {
        List<String> undisturbed = writtenAfter(steps(), -1);
        assertThat(undisturbed).hasSize(3);
        for (int killedAfter = 0; killedAfter < steps().size(); killedAfter++) {
            assertThat(writtenAfter(steps(), killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    /** What the test above would find in a slice that forgets its weights at a restore. */
    @Test
    void aModelSliceThatForgetsItsWeightsWouldWriteOthers() throws Exception {
        List<Step> steps = steps();
        steps.add(
                5,
                task -> task.state(
                                ModelSlice.key(TestRound.POPULATION, 0),
                                new ValueStateDescriptor<>("weights", TypeInformation.of(ModelSlice.Weights.class)))
                        .clear());
        assertThat(writtenAfter(steps, -1)).isNotEqualTo(writtenAfter(steps(), -1));
    }

    /** Sums and orders travel different roads, so a later round's can both be there before an earlier round's sum. */
    @Test
    void versionsAreMadeInTheirOrderWhateverArrivesFirst() throws Exception {
        List<Step> inOrder = List.of(
                t -> t.first(opened("aa", 1f)),
                t -> t.second(order("aa", 1, true)),
                t -> t.first(opened("bb", 0.1f)),
                t -> t.second(order("bb", 2, true)));
        List<Step> laterFirst = List.of(
                t -> t.second(order("aa", 1, true)),
                t -> t.first(opened("bb", 0.1f)),
                t -> t.second(order("bb", 2, true)),
                t -> t.first(opened("aa", 1f)));
        assertThat(writtenAfter(laterFirst, -1)).isEqualTo(writtenAfter(inOrder, -1));
    }

    /** Weights 3 and 1: the mean of 0.5 and 1.5 is 0.75. The third sub-cohort is left out and forgotten. */
    @Test
    void subCohortsMoveTheModelTogetherEachByItsWeight() throws Exception {
        List<Step> steps = List.of(
                t -> t.first(opened("aa", 0.5f, 3)),
                t -> t.second(order(List.of("aa", "cc"), 1, true)),
                t -> t.second(order(List.of("bb"), 1, false)),
                t -> t.first(opened("bb", 100f, 9)),
                t -> t.first(opened("cc", 1.5f, 1)),
                t -> t.first(opened("dd", 0.25f, 5)),
                t -> t.second(order(List.of("dd"), 2, true)));
        List<String> written = writtenAfter(steps, -1);
        assertThat(written).hasSize(2);
        assertThat(Files.readAllBytes(artifacts.resolve(written.get(1).split(" ")[2])))
                .isEqualTo(ByteBuffer.allocate(12)
                        .putFloat(1f)
                        .putFloat(-1f)
                        .putFloat(2f)
                        .array());
        for (int killedAfter = 0; killedAfter < steps.size(); killedAfter++) {
            assertThat(writtenAfter(steps, killedAfter)).isEqualTo(written);
        }
    }

    @Test
    void aRestoredSliceIsTheFileAndTheNextStepStartsFromIt() throws Exception {
        byte[] older = {0x3f, (byte) 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0x40, 0, 0};
        Files.write(artifacts.resolve("older"), older);
        String digest = Digest.sha256(older).hex();
        List<Step> steps = List.of(
                t -> t.second(order("aa", 1, true)),
                // Ordered while the first sum is still on its way.
                t -> t.second(restore(2, digest)),
                t -> t.first(opened("aa", 7f)),
                t -> t.first(opened("bb", 1f)),
                t -> t.second(order("bb", 3, true)));
        List<String> written = writtenAfter(steps, -1);
        assertThat(written).hasSize(3);
        assertThat(written.get(1)).contains(" 2 ").endsWith(digest);
        // 1, 2, 3 and the mean 1, −1, 2.
        assertThat(Files.readAllBytes(artifacts.resolve(written.get(2).split(" ")[2])))
                .isEqualTo(ByteBuffer.allocate(12)
                        .putFloat(2f)
                        .putFloat(1f)
                        .putFloat(5f)
                        .array());
        for (int killedAfter = 0; killedAfter < steps.size(); killedAfter++) {
            assertThat(writtenAfter(steps, killedAfter)).isEqualTo(written);
        }
    }

    @Test
    void aFileThatChangedSinceItsOrderIsNotRestored() throws Exception {
        Files.write(artifacts.resolve("older"), new byte[12]);
        List<Step> steps = List.of(t -> t.second(restore(1, "ab".repeat(32))));
        assertThatIOException().isThrownBy(() -> writtenAfter(steps, -1)).withMessageContaining("not what it was");
    }

    private static ModelStep restore(long version, String digest) {
        return new ModelStep(TestRound.POPULATION, List.of(), 0, version, true, TestRound.taskText(), "older", digest);
    }

    private interface Step extends TwoInputTask.Step<String, OpenedSlice, ModelStep, SliceWritten> {}

    /** Sums before and after their orders, one that burned, and a third version. */
    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(t -> t.first(opened("aa", 1f)));
        steps.add(t -> t.second(order("aa", 1, true)));
        steps.add(t -> t.first(opened("bb", 100f)));
        steps.add(t -> t.second(order("cc", 2, true)));
        steps.add(t -> t.second(order("bb", 1, false)));
        steps.add(t -> t.first(opened("cc", 0.5f)));
        steps.add(t -> t.first(opened("dd", 0.25f)));
        steps.add(t -> t.second(order("dd", 3, true)));
        return steps;
    }

    private static OpenedSlice opened(String cohort, float mean) {
        return opened(cohort, mean, 1);
    }

    private static OpenedSlice opened(String cohort, float mean, long weight) {
        return new OpenedSlice(TestRound.POPULATION, cohort, 0, new float[] {mean, -mean, 2 * mean}, weight);
    }

    private static ModelStep order(String cohort, long version, boolean apply) {
        return order(List.of(cohort), version, apply);
    }

    private static ModelStep order(List<String> cohorts, long version, boolean apply) {
        return ModelStep.bySums(TestRound.POPULATION, cohorts, 0, version, apply, TestRound.taskText());
    }

    private List<String> writtenAfter(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, OpenedSlice, ModelStep, SliceWritten> task =
                new TwoInputTask<>(this::fresh, List.of())) {
            task.run(steps, killedAfter);
            return task.said().stream()
                    .map(w -> w.population() + " " + w.version() + " " + w.path() + " "
                            + HexFormat.of().formatHex(w.digest()))
                    .toList();
        }
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, OpenedSlice, ModelStep, SliceWritten> fresh()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new ModelSlice(config)),
                opened -> ModelSlice.key(opened.population(), opened.slice()),
                order -> ModelSlice.key(order.population(), order.slice()),
                Types.STRING);
    }
}
