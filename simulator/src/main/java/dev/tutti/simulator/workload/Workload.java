package dev.tutti.simulator.workload;

import dev.tutti.schemas.model.TrainingPlan;
import java.util.List;

/**
 * Something for a fleet to learn.
 *
 * @param name name of the workload, as on the command line
 * @param source where its examples come from, for a person
 * @param plan the computation the operator ships
 * @param initialWeights version 0 of the model, {@code plan.getDimension()} values; owned, not copied
 * @param devices one entry per device
 * @param unseen what no device trains on: models are scored on it
 * @param clipNorm largest L2 norm of an update before it is scaled down
 * @param valueRange largest magnitude of one coordinate of an update
 */
@SuppressWarnings("ArrayRecordComponent") // documented ownership; workloads are never compared
public record Workload(
        String name,
        String source,
        TrainingPlan plan,
        float[] initialWeights,
        List<LocalExamples> devices,
        Unseen unseen,
        float clipNorm,
        float valueRange) {
    /** Refuses weights that are not the plan's. */
    public Workload {
        devices = List.copyOf(devices);
        if (initialWeights.length != plan.getDimension()) {
            throw new IllegalArgumentException(
                    "weights: expected " + plan.getDimension() + " values, got " + initialWeights.length);
        }
    }

    /** The same examples for another plan, with the weights that one begins from. */
    public Workload with(TrainingPlan other, float[] weights) {
        return new Workload(name, source, other, weights, devices, unseen, clipNorm, valueRange);
    }
}
