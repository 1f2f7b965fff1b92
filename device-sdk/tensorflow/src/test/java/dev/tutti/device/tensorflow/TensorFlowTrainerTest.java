package dev.tutti.device.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.model.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TensorFlowTrainerTest {
    private static final TensorFlowTrainer TRAINER = new TensorFlowTrainer(2);
    private static final float[] START = {0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f};

    @AfterAll
    static void close() {
        TRAINER.close();
    }

    @Test
    void aModelLearnsToTellTwoCloudsApart() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0.9f);
        plan.setEpochs(5);
        List<Example> clouds = clouds(200, 1);
        Evaluation before = TRAINER.evaluate(plan, START, clouds);

        TrainingOutcome outcome = TRAINER.train(plan, START, clouds, clouds, 7, () -> true);

        Evaluation after = TRAINER.evaluate(plan, moved(START, outcome.delta()), clouds);
        assertThat(outcome.evaluationOfReceivedModel()).isEqualTo(before);
        assertThat(before.correct()).isLessThan(150);
        assertThat(after.correct()).isGreaterThan(190);
        assertThat(after.meanLoss()).isLessThan(before.meanLoss() / 2);
        assertThat(outcome.examples()).isEqualTo(200);
        assertThat(outcome.device()).matches("CPU|GPU:\\d+");
    }

    @Test
    void oneStepOfGradientDescentIsTheOneComputedByHand() throws Exception {
        Example example = new Example(new float[] {1f, 2f}, 0);

        float[] delta = TRAINER.train(TinyPlan.withMomentum(0), START, List.of(example), List.of(), 1, () -> true)
                .delta();

        // Logits (0.1 + 2·0.3 − 0.5, −0.2 + 2·0.4 + 0.6) = (0.2, 1.2); softmax (p, 1 − p), p = 1 / (1 + e).
        double p = 1 / (1 + Math.E);
        double[] error = {p - 1, 1 - p};
        double[] expected = {-0.5 * error[0], -0.5 * error[1], -error[0], -error[1], -0.5 * error[0], -0.5 * error[1]};
        for (int i = 0; i < delta.length; i++) {
            assertThat((double) delta[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void momentumLastsFromBatchToBatchAndNotFromRunToRun() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0.5f);
        plan.setBatchSize(1);
        Example example = new Example(new float[] {1f, 2f}, 0);
        List<Example> once = List.of(example);
        List<Example> twice = List.of(example, example);
        float[] first =
                TRAINER.train(plan, START, once, List.of(), 1, () -> true).delta();
        float[] freshSecond = TRAINER.train(plan, moved(START, first), once, List.of(), 1, () -> true)
                .delta();

        float[] both =
                TRAINER.train(plan, START, twice, List.of(), 1, () -> true).delta();

        // Two steps in one run: the second moves by its own gradient and half of the first step again.
        for (int i = 0; i < both.length; i++) {
            assertThat(both[i]).isCloseTo(first[i] + freshSecond[i] + 0.5f * first[i], within(1e-6f));
        }
    }

    @Test
    void weightsGoInAndComeOutBitForBit() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        float[] odd = {Float.MIN_VALUE, -0f, 1e-30f, 3.1415927f, Float.MAX_VALUE, -1e30f};
        try (PlanProgram program = PlanProgram.load(plan);
                PlanSession session = program.acquire()) {
            session.begin(odd);
            float[] back = session.weights();

            for (int i = 0; i < odd.length; i++) {
                assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(odd[i]));
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsWhateverRanBeforeAndBeside() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0.9f);
        plan.setEpochs(3);
        float[] alone = TRAINER.train(plan, START, clouds(60, 3), List.of(), 42, () -> true)
                .delta();
        float[] otherSeed = TRAINER.train(plan, START, clouds(60, 3), List.of(), 43, () -> true)
                .delta();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> runs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int other = i;
                runs.add(() -> {
                    TRAINER.train(plan, START, clouds(30, other), List.of(), other, () -> true);
                    return TRAINER.train(plan, START, clouds(60, 3), List.of(), 42, () -> true)
                            .delta();
                });
            }
            for (Future<float[]> run : threads.invokeAll(runs)) {
                assertThat(run.get()).containsExactly(alone);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(otherSeed).isNotEqualTo(alone);
    }

    @Test
    void aRunToldToStopTakesNoFurtherStep() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        plan.setBatchSize(1);
        AtomicInteger asked = new AtomicInteger();
        List<Example> examples = clouds(50, 5);

        TrainingOutcome stopped =
                TRAINER.train(plan, START, examples, List.of(), 9, () -> asked.incrementAndGet() <= 3);
        TrainingOutcome never = TRAINER.train(plan, START, examples, List.of(), 9, () -> false);

        assertThat(asked.get()).isEqualTo(4);
        assertThat(stopped.delta()).isNotEqualTo(new float[TinyPlan.DIMENSION]);
        assertThat(never.delta()).isEqualTo(new float[TinyPlan.DIMENSION]);
    }

    @Test
    void manyExamplesAreEvaluatedLikeFew() throws Exception {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        List<Example> clouds = clouds(700, 11);

        Evaluation all = TRAINER.evaluate(plan, START, clouds);
        int correct = 0;
        double loss = 0;
        for (int from = 0; from < 700; from += 100) {
            Evaluation part = TRAINER.evaluate(plan, START, clouds.subList(from, from + 100));
            correct += part.correct();
            loss += part.meanLoss() / 7;
        }

        assertThat(all.examples()).isEqualTo(700);
        assertThat(all.correct()).isEqualTo(correct);
        assertThat(all.meanLoss()).isCloseTo(loss, within(1e-6));
        assertThat(TRAINER.evaluate(plan, START, List.of())).isEqualTo(Evaluation.NONE);
    }

    @Test
    void trainingThatDivergesIsRefusedWithAReason() {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        float[] huge = {1e38f, -1e38f, 1e38f, -1e38f, 0, 0};
        List<Example> examples = List.of(new Example(new float[] {3e38f, 3e38f}, 1));

        assertThatThrownBy(() -> TRAINER.train(plan, huge, examples, List.of(), 1, () -> true))
                .isInstanceOf(PlanRefusedException.class)
                .hasMessageContaining("diverged");
    }

    @Test
    void shapesOfAnotherModelAreRefused() {
        TrainingPlan plan = TinyPlan.withMomentum(0);
        List<Example> wide = List.of(new Example(new float[3], 0));
        List<Example> unknownClass = List.of(new Example(new float[2], 2));

        assertThatThrownBy(() -> TRAINER.evaluate(plan, new float[5], List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 6 values, got 5");
        assertThatThrownBy(() -> TRAINER.evaluate(plan, START, wide)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TRAINER.evaluate(plan, START, unknownClass))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TRAINER.train(plan, START, List.of(), List.of(), 1, () -> true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void morePlansThanAreKeptStillTrainAndAClosedTrainerDoesNot() throws Exception {
        TensorFlowTrainer trainer = new TensorFlowTrainer(1);
        List<Example> examples = clouds(8, 1);
        for (int version = 1; version <= ProgramCache.MAX_PROGRAMS + 2; version++) {
            TrainingPlan plan = TinyPlan.withMomentum(0);
            plan.setPlanVersion(version);
            assertThat(trainer.evaluate(plan, START, examples).examples()).isEqualTo(8);
        }
        trainer.close();

        assertThatThrownBy(() -> trainer.evaluate(TinyPlan.withMomentum(0), START, examples))
                .isInstanceOf(IllegalStateException.class);
    }

    private static float[] moved(float[] weights, float[] delta) {
        float[] sum = weights.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += delta[i];
        }
        return sum;
    }

    private static List<Example> clouds(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int label = i & 1;
            double centre = label == 0 ? 1.5 : -1.5;
            examples.add(new Example(
                    new float[] {(float) (centre + random.nextGaussian()), (float) (centre + random.nextGaussian())},
                    label));
        }
        return examples;
    }
}
