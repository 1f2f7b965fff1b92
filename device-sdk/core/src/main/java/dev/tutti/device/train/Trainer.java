package dev.tutti.device.train;

import dev.tutti.schemas.model.TrainingPlan;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs the plan that the operator ships on this device's examples. The client checks the plan's digest against the
 * operator-signed announcement before it hands the plan over; the trainer still treats it as input from outside and
 * refuses what it does not know.
 *
 * <p>Implementations may be shared by several clients and called from several threads.
 */
public interface Trainer {
    /**
     * Trains from {@code weights} and says how far they moved. The same arguments give the same result on the same
     * runtime.
     *
     * @param plan the computation; its digest has been checked
     * @param weights the received model, {@code plan.getDimension()} values; not changed
     * @param examples training examples; at least one
     * @param heldOut examples not trained on, for evaluating the received model; may be empty
     * @param shuffleSeed seed for the order of examples
     * @param keepGoing asked at least once a second; once false, training stops as soon as it can
     * @return the outcome; its {@code delta} covers the steps done when training was stopped early
     * @throws PlanRefusedException if the plan is not one this trainer runs
     * @throws IllegalArgumentException if {@code weights} or an example does not have the plan's shape
     */
    TrainingOutcome train(
            TrainingPlan plan,
            float[] weights,
            List<Example> examples,
            List<Example> heldOut,
            long shuffleSeed,
            BooleanSupplier keepGoing)
            throws PlanRefusedException;

    /**
     * Evaluates a model without training.
     *
     * @param plan the computation; its digest has been checked
     * @param weights the model, {@code plan.getDimension()} values; not changed
     * @param examples examples to evaluate on; may be empty (then all sums are 0)
     * @return how many examples, how many classified correctly, their mean loss
     * @throws PlanRefusedException if the plan is not one this trainer runs
     * @throws IllegalArgumentException if {@code weights} or an example does not have the plan's shape
     */
    Evaluation evaluate(TrainingPlan plan, float[] weights, List<Example> examples) throws PlanRefusedException;
}
