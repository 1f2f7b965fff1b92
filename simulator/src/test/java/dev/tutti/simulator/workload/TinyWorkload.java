package dev.tutti.simulator.workload;

import dev.tutti.device.train.Example;
import dev.tutti.schemas.model.TrainingPlan;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A workload of one example per device that nothing ever trains: for what looks at tasks only. */
public final class TinyWorkload {
    /** Parameters of its model. */
    public static final int DIMENSION = 5;

    private TinyWorkload() {}

    /** Its plan, which computes nothing. */
    public static TrainingPlan plan() {
        return TrainingPlan.newBuilder()
                .setName("tiny")
                .setPlanVersion(1)
                .setGraphDef(ByteBuffer.allocate(0))
                .setEndpoints(Map.of())
                .setDimension(DIMENSION)
                .setFeatures(1)
                .setClasses(2)
                .setBatchSize(1)
                .setEpochs(1)
                .setLearningRate(1)
                .setSessionConfig(ByteBuffer.allocate(0))
                .build();
    }

    /** So many devices of it. */
    public static Workload of(int devices) {
        List<Example> one = List.of(new Example(new float[1], 0));
        return new Workload(
                "tiny",
                "nowhere",
                plan(),
                new float[DIMENSION],
                Collections.nCopies(devices, new LocalExamples(one, List.of())),
                new Unseen("examples", one),
                1,
                1);
    }
}
