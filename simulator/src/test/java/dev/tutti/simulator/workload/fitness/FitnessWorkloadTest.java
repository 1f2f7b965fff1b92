package dev.tutti.simulator.workload.fitness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tutti.device.tensorflow.TensorFlowTrainer;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.simulator.workload.LocalExamples;
import dev.tutti.simulator.workload.Workload;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.WorkloadException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitnessWorkloadTest {
    private static final Path REAL = Path.of("../../shared/data");

    @Test
    void theSameSeedGivesTheSameWorkloadAndAnotherSeedAnother() throws Exception {
        Workload one = FitnessWorkload.of(8, 5, null);
        Workload same = FitnessWorkload.of(8, 5, null);
        Workload other = FitnessWorkload.of(8, 6, null);

        assertThat(one.devices()).isEqualTo(same.devices());
        assertThat(one.unseen()).isEqualTo(same.unseen());
        assertThat(one.initialWeights()).isEqualTo(same.initialWeights());
        assertThat(one.devices()).isNotEqualTo(other.devices());
    }

    @Test
    void everyDeviceHasEnoughToTrainAndToHoldOut() throws Exception {
        Workload workload = FitnessWorkload.of(60, 1, null);

        assertThat(workload.devices()).hasSize(60).allSatisfy(device -> {
            assertThat(device.training()).hasSizeBetween(40, 80);
            assertThat(device.heldOut()).hasSizeBetween(15, 25);
        });
        assertThat(workload.unseen().examples())
                .allSatisfy(example -> assertThat(example.features()).hasSize(WindowFeatures.COUNT));
    }

    @Test
    void peopleDoDifferentMixesOfActivities() throws Exception {
        List<Double> largestShares = new ArrayList<>();
        for (LocalExamples device : FitnessWorkload.of(60, 1, null).devices()) {
            int[] counts = new int[FitnessPlan.CLASSES];
            device.training().forEach(example -> counts[example.label()]++);
            int largest = 0;
            for (int count : counts) {
                largest = Math.max(largest, count);
            }
            largestShares.add((double) largest / device.training().size());
        }
        Collections.sort(largestShares);

        assertThat(largestShares.get(30)).isGreaterThan(0.4);
        assertThat(largestShares.get(59)).isGreaterThan(0.8);
    }

    @Test
    void theTaskIsLearnableAndOnePersonsDataIsNotEnough() throws Exception {
        Workload workload = FitnessWorkload.of(60, 1, null);
        workload.plan().setEpochs(10);
        List<Example> everything = new ArrayList<>();
        workload.devices().forEach(device -> everything.addAll(device.training()));
        try (TensorFlowTrainer trainer = new TensorFlowTrainer(1)) {
            double untrained = score(trainer, workload, workload.initialWeights());
            double alone = score(
                    trainer,
                    workload,
                    trained(trainer, workload, workload.devices().get(0).training()));
            double central = score(trainer, workload, trained(trainer, workload, everything));

            assertThat(untrained).isLessThan(0.4);
            assertThat(alone).isLessThan(0.7);
            assertThat(central).isGreaterThan(0.85);
        }
    }

    @Test
    void thePlanSpansMoreThanOnePolynomial() {
        assertThat(FitnessPlan.DIMENSION).isGreaterThan(2 * 2048);
        assertThat(FitnessPlan.author().getDimension()).isEqualTo(FitnessPlan.DIMENSION);
    }

    @Test
    void realPeopleTakeThePlaceOfGeneratedOnes() throws Exception {
        assumeThat(REAL.resolve("wisdm")).isDirectory();

        Workload workload = FitnessWorkload.of(60, 1, REAL);

        assertThat(workload.devices()).hasSizeBetween(30, 36);
        int training = 0;
        int heldOut = 0;
        for (LocalExamples device : workload.devices()) {
            int windows = device.training().size() + device.heldOut().size();
            assertThat(device.heldOut()).hasSize(Math.min(LocalExamples.MAX_HELD_OUT, windows / 4));
            training += device.training().size();
            heldOut += device.heldOut().size();
        }
        assertThat(workload.unseen().examples()).hasSize(heldOut);
        assertThat(training + heldOut).isBetween(5_000, 5_418);
    }

    @Test
    void missingAndBrokenFilesAreRefusedWithThePlace(@TempDir Path folder) throws Exception {
        assertFault(folder, Fault.MISSING, "found neither");
        Path file = folder.resolve("WISDM_ar_v1.1_transformed.arff");
        Files.writeString(file, "@data\n1,2,3\n");
        assertFault(folder, Fault.MALFORMED, "line 2: expected 46 columns, found 3");
        Files.writeString(file, "@data\n" + row("x", "Walking"));
        assertFault(folder, Fault.MALFORMED, "line 2: expected a number or ? in column 3");
        Files.writeString(file, "@data\n" + row("1", "Flying"));
        assertFault(folder, Fault.MALFORMED, "one of the six activities");
        Files.writeString(file, "@relation r\n");
        assertFault(folder, Fault.MALFORMED, "found none");
        Files.writeString(file, "% comment\n@data\n" + row("?", "Walking"));
        assertFault(folder, Fault.TOO_LITTLE, "expected at least 8 people");
        Files.move(file, folder.resolve(file.getFileName() + ".gz"));
        assertFault(folder, Fault.MALFORMED, "expected readable text");
    }

    @Test
    void aMissingValueIsTheCentreOfItsFeature(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("WISDM_ar_v1.1_transformed.arff"),
                "@data\n" + row("?", "Jogging") + row("1", "Sitting"));

        List<Example> windows = WisdmData.read(folder).getOrDefault(7, List.of());

        assertThat(windows).hasSize(2);
        assertThat(windows.get(0).label()).isEqualTo(Activity.JOGGING.label());
        assertThat(windows.get(0).features()[0]).isZero();
        assertThat(windows.get(1).features()[0]).isEqualTo(5f);
    }

    private static String row(String firstFeature, String activity) {
        return "1,7," + firstFeature + ",0".repeat(WindowFeatures.COUNT - 1) + "," + activity + "\n";
    }

    private static void assertFault(Path folder, Fault fault, String message) {
        assertThatThrownBy(() -> FitnessWorkload.of(60, 1, folder))
                .isInstanceOfSatisfying(
                        WorkloadException.class, e -> assertThat(e.fault()).isEqualTo(fault))
                .hasMessageContaining(message);
    }

    private static double score(TensorFlowTrainer trainer, Workload workload, float[] weights) throws Exception {
        Evaluation evaluation =
                trainer.evaluate(workload.plan(), weights, workload.unseen().examples());
        return (double) evaluation.correct() / evaluation.examples();
    }

    private static float[] trained(TensorFlowTrainer trainer, Workload workload, List<Example> examples)
            throws Exception {
        float[] weights = workload.initialWeights().clone();
        TrainingOutcome outcome = trainer.train(workload.plan(), weights, examples, List.of(), 1, () -> true);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += outcome.delta()[i];
        }
        return weights;
    }
}
