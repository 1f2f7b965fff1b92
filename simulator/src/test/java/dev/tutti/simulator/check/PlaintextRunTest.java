package dev.tutti.simulator.check;

import static dev.tutti.simulator.check.SmallRound.DIMENSION;
import static dev.tutti.simulator.check.SmallRound.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.simulator.workload.LocalExamples;
import dev.tutti.simulator.workload.Unseen;
import dev.tutti.simulator.workload.Workload;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PlaintextRunTest {
    private static final Example EXAMPLE = new Example(new float[1], 0);

    /** Trains device by device: its update is its one label's worth, whatever the model. */
    private static final class KnownTrainer implements Trainer {
        private float[] evaluated = new float[0];

        @Override
        public TrainingOutcome train(
                TrainingPlan plan,
                float[] weights,
                List<Example> examples,
                List<Example> heldOut,
                long shuffleSeed,
                BooleanSupplier keepGoing) {
            return shuffleSeed == 100 ? SmallRound.outcome(0.5f, 64) : SmallRound.outcome(-0.25f, 32);
        }

        @Override
        public Evaluation evaluate(TrainingPlan plan, float[] weights, List<Example> examples) {
            evaluated = weights.clone();
            return new Evaluation(4, 3, 0);
        }
    }

    @Test
    void theModelMovesByTheWeightedMean() throws Exception {
        KnownTrainer trainer = new KnownTrainer();
        PlaintextRun run = new PlaintextRun(workload(), trainer);

        double accuracy = run.repeat(List.of(SmallRound.of(update(0, 0, 1), update(1, 0, 1))));

        assertThat(accuracy).isEqualTo(0.75);
        double mean = 0;
        for (float weight : trainer.evaluated) {
            mean += weight / DIMENSION;
        }
        // (64·0.5 − 32·0.25) / 96, on average over the unbiased rounding of 7,000 coordinates.
        assertThat(mean).isCloseTo(0.25, within(0.001));
    }

    @Test
    void aRoundOutOfOrderIsRefused() {
        SealedRound round = SmallRound.of(update(0, 0.5f, 64));
        round.report().setModelVersion(3);
        PlaintextRun run = new PlaintextRun(workload(), new KnownTrainer());

        assertThatThrownBy(() -> run.repeat(List.of(round))).isInstanceOf(IllegalStateException.class);
    }

    private static Workload workload() {
        TrainingPlan plan = new TrainingPlan();
        plan.setDimension(DIMENSION);
        LocalExamples one = new LocalExamples(List.of(EXAMPLE), List.of());
        return new Workload(
                "t",
                "test",
                plan,
                new float[DIMENSION],
                List.of(one, one),
                new Unseen("examples", List.of(EXAMPLE)),
                1000f,
                1f);
    }
}
