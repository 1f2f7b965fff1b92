package dev.tutti.simulator;

import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;

/**
 * A plan that somebody brought, with the weights it begins from: as many as its dimension, every one a finite number.
 *
 * @param source its file
 * @param plan what is learned
 * @param weights what it begins from
 */
@SuppressWarnings("ArrayRecordComponent") // owned by whoever reads it; plans are never compared
record OwnPlan(Path source, TrainingPlan plan, float[] weights) {
    /**
     * Reads both.
     *
     * @param plan Avro TrainingPlan, single-object encoding
     * @param initial float32 numbers, big-endian
     * @throws TuttiException with {@link TuttiError#PLAN_UNUSABLE}, naming the file and what was found
     */
    static OwnPlan read(Path plan, Path initial) throws TuttiException {
        try {
            TrainingPlan own = TrainingPlan.getDecoder().decode(Files.readAllBytes(plan));
            byte[] bytes = Files.readAllBytes(initial);
            if (bytes.length != (long) own.getDimension() * Float.BYTES) {
                throw new TuttiException(
                        TuttiError.PLAN_UNUSABLE,
                        initial + ": expected " + own.getDimension() + " float32 numbers, got " + bytes.length
                                + " bytes");
            }
            float[] weights = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(weights);
            for (int i = 0; i < weights.length; i++) {
                if (!Float.isFinite(weights[i])) {
                    throw new TuttiException(
                            TuttiError.PLAN_UNUSABLE,
                            initial + ": expected finite numbers, got " + weights[i] + " at place " + i);
                }
            }
            return new OwnPlan(plan, own, weights);
        } catch (IOException | AvroRuntimeException e) {
            throw new TuttiException(
                    TuttiError.PLAN_UNUSABLE, plan + ": expected a plan and its weights that can be read: " + e, e);
        }
    }

    /** What it learns, for as many devices as an example has, and with its bounds. */
    Workload beside(Workload example) {
        return new Workload(
                plan.getName(),
                source.toString(),
                plan,
                weights,
                example.devices(),
                example.unseen(),
                example.clipNorm(),
                example.valueRange());
    }
}
