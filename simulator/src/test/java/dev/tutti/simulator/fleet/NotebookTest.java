package dev.tutti.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.secagg.codec.Digest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class NotebookTest {
    private static final Digest ANNOUNCEMENT = Digest.sha256(new byte[] {1});

    private static final Trainer TRAINER = new Trainer() {
        @Override
        public TrainingOutcome train(
                TrainingPlan plan,
                float[] weights,
                List<Example> examples,
                List<Example> heldOut,
                long shuffleSeed,
                BooleanSupplier keepGoing) {
            return new TrainingOutcome(new float[] {shuffleSeed}, 1, Evaluation.NONE, "CPU");
        }

        @Override
        public Evaluation evaluate(TrainingPlan plan, float[] weights, List<Example> examples) {
            return Evaluation.NONE;
        }
    };

    @Test
    void theSameSeedShufflesAndRoundsTheSameWay() {
        Notebook one = new Notebook(0, TRAINER, 5);
        Notebook two = new Notebook(0, TRAINER, 5);

        assertThat(one.shuffle()).isEqualTo(two.shuffle());
        assertThat(one.rounding(ANNOUNCEMENT).nextLong())
                .isEqualTo(two.rounding(ANNOUNCEMENT).nextLong());
        assertThat(one.shuffle()).isNotEqualTo(new Notebook(0, TRAINER, 6).shuffle());
    }

    @Test
    void anUpdateIsCapturedOnlyOnceItsHeaderLeft() throws Exception {
        Notebook notebook = new Notebook(3, TRAINER, 5);
        notebook.train(new TrainingPlan(), new float[1], List.of(), List.of(), 7, () -> true);
        long drawn = notebook.rounding(ANNOUNCEMENT).nextLong();

        assertThat(notebook.update(ANNOUNCEMENT)).isEmpty();

        notebook.left(ANNOUNCEMENT, 2);

        assertThat(notebook.update(ANNOUNCEMENT)).hasValueSatisfying(update -> {
            assertThat(update.device()).isEqualTo(3);
            assertThat(update.baseVersion()).isEqualTo(2);
            assertThat(update.shuffleSeed()).isEqualTo(7);
            assertThat(new SplittableRandom(update.roundingSeed()).nextLong()).isEqualTo(drawn);
        });
        notebook.forget(ANNOUNCEMENT);
        assertThat(notebook.update(ANNOUNCEMENT)).isEmpty();
    }

    @Test
    void theEndOfTrainingIsTold() throws Exception {
        Notebook notebook = new Notebook(0, TRAINER, 5);
        AtomicInteger told = new AtomicInteger();
        notebook.onTrained(told::incrementAndGet);

        notebook.train(new TrainingPlan(), new float[1], List.of(), List.of(), 7, () -> true);

        assertThat(told).hasValue(1);
    }
}
