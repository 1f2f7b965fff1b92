package dev.tutti.device;

import dev.tutti.device.model.ArtifactRefusedException;
import dev.tutti.device.model.Artifacts;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.store.ExampleStore;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.device.transport.TransportException;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.schemas.model.TrainingPlan;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches a model and its plan, trains on this device's examples, and looks the result over. */
final class TrainingStep {
    /** Held-out examples used at most: more would not fit the evaluation slots of an update. */
    static final int MAX_HELD_OUT = 127;

    private static final Logger LOG = LoggerFactory.getLogger(TrainingStep.class);

    private final Artifacts artifacts;
    private final ExampleStore examples;
    private final Trainer trainer;
    private final Seeds seeds;

    TrainingStep(Artifacts artifacts, ExampleStore examples, Trainer trainer, Seeds seeds) {
        this.artifacts = artifacts;
        this.examples = examples;
        this.trainer = trainer;
        this.seeds = seeds;
    }

    /** What came of training. */
    sealed interface Training {
        /** An update, ready to be masked. */
        record Trained(TrainedUpdate update) implements Training {}

        /** No update, how far it got and why. */
        record Failed(AssignmentState state, String reason) implements Training {}
    }

    /** Trains once on {@code model}; {@code keepGoing} is asked while it lasts. */
    Training train(SignedModel model, BooleanSupplier keepGoing) {
        List<Example> training;
        List<Example> heldOut;
        try {
            training = examples.training();
            heldOut = examples.heldOut();
        } catch (RuntimeException e) {
            LOG.warn("the example store failed", e);
            return new Training.Failed(AssignmentState.EXAMPLES_FAILED, "STORE_FAILED");
        }
        if (training.isEmpty()) {
            return new Training.Failed(AssignmentState.EXAMPLES_FAILED, "NO_EXAMPLES");
        }
        try {
            TrainingPlan plan = artifacts.plan(model.manifest().planDigest());
            float[] weights = artifacts.weights(model, plan.getDimension());
            List<Example> evaluated = heldOut.subList(0, Math.min(heldOut.size(), MAX_HELD_OUT));
            return looksSound(
                    model,
                    weights.length,
                    trainer.train(plan, weights, training, evaluated, seeds.shuffle(), keepGoing));
        } catch (TransportException e) {
            return new Training.Failed(AssignmentState.MODEL_FAILED, "FETCH_FAILED: " + e.getMessage());
        } catch (ArtifactRefusedException e) {
            return new Training.Failed(AssignmentState.MODEL_FAILED, "ARTIFACT_REFUSED: " + e.getMessage());
        } catch (PlanRefusedException e) {
            return new Training.Failed(AssignmentState.TRAINING_FAILED, "PLAN_REFUSED: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("the trainer failed", e);
            return new Training.Failed(AssignmentState.TRAINING_FAILED, "TRAINER_FAILED");
        }
    }

    private static Training looksSound(SignedModel model, int dimension, TrainingOutcome outcome) {
        if (outcome.delta().length != dimension) {
            return new Training.Failed(AssignmentState.TRAINING_FAILED, "WRONG_DIMENSION");
        }
        for (float value : outcome.delta()) {
            if (!Float.isFinite(value)) {
                return new Training.Failed(AssignmentState.TRAINING_FAILED, "NOT_FINITE");
            }
        }
        return new Training.Trained(new TrainedUpdate(model, outcome));
    }
}
