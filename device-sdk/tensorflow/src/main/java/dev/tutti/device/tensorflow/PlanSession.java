package dev.tutti.device.tensorflow;

import dev.tutti.device.train.Example;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One runtime session of a plan: variables of its own, used by one training run at a time. Every tensor made here is
 * closed here.
 */
final class PlanSession implements AutoCloseable {
    /** Sums over one fed batch. */
    record BatchScore(int correct, double lossSum) {}

    private final Session session;
    private final PlanEndpoints endpoints;
    private final int dimension;

    PlanSession(Session session, PlanEndpoints endpoints, int dimension) {
        this.session = session;
        this.endpoints = endpoints;
        this.dimension = dimension;
    }

    /** Resets all variables, optimiser state included, then sets the trainable ones. */
    void begin(float[] weights) {
        session.runner().addTarget(endpoints.target(PlanRole.INIT)).run().close();
        try (TFloat32 tensor = floats(Shape.of(weights.length), weights)) {
            session.runner()
                    .feed(endpoints.tensor(PlanRole.WEIGHTS_IN), tensor)
                    .addTarget(endpoints.target(PlanRole.WEIGHTS_SET))
                    .run()
                    .close();
        }
    }

    /** One optimiser step on the batch. */
    void step(Batch batch, TFloat32 learningRate) {
        try (TFloat32 features = batch.features();
                TInt32 labels = batch.labels()) {
            session.runner()
                    .feed(endpoints.tensor(PlanRole.FEATURES), features)
                    .feed(endpoints.tensor(PlanRole.LABELS), labels)
                    .feed(endpoints.tensor(PlanRole.LEARNING_RATE), learningRate)
                    .addTarget(endpoints.target(PlanRole.TRAIN))
                    .run()
                    .close();
        }
    }

    /** Scores the batch with the current weights. */
    BatchScore score(Batch batch) {
        try (TFloat32 features = batch.features();
                TInt32 labels = batch.labels();
                Result result = session.runner()
                        .feed(endpoints.tensor(PlanRole.FEATURES), features)
                        .feed(endpoints.tensor(PlanRole.LABELS), labels)
                        .fetch(endpoints.tensor(PlanRole.LOSS))
                        .fetch(endpoints.tensor(PlanRole.CORRECT))
                        .run()) {
            float meanLoss = ((TFloat32) result.get(0)).getFloat();
            int correct = ((TInt32) result.get(1)).getInt();
            return new BatchScore(correct, (double) meanLoss * batch.size());
        }
    }

    /** The current weights. Read in a run of its own: fetched together with a step they would be those before it. */
    float[] weights() {
        try (Result result =
                session.runner().fetch(endpoints.tensor(PlanRole.WEIGHTS_OUT)).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            if (tensor.size() != dimension) {
                throw new IllegalArgumentException(
                        "weights_out: expected " + dimension + " values, got " + tensor.size());
            }
            float[] weights = new float[dimension];
            tensor.asRawTensor().data().asFloats().read(weights);
            return weights;
        }
    }

    @Override
    public void close() {
        session.close();
    }

    static TFloat32 floats(Shape shape, float[] values) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
    }

    /** A batch laid out for feeding: {@code values} row by row. */
    static final class Batch {
        private final int width;
        private final float[] values;
        private final int[] classes;

        /** Gathers the examples at {@code order[from … to)}. */
        Batch(List<Example> examples, int[] order, int from, int to, int width) {
            this.width = width;
            this.values = new float[(to - from) * width];
            this.classes = new int[to - from];
            for (int i = from; i < to; i++) {
                Example example = examples.get(order[i]);
                System.arraycopy(example.features(), 0, values, (i - from) * width, width);
                classes[i - from] = example.label();
            }
        }

        int size() {
            return classes.length;
        }

        TFloat32 features() {
            return floats(Shape.of(classes.length, width), values);
        }

        TInt32 labels() {
            return TInt32.tensorOf(Shape.of(classes.length), DataBuffers.of(classes, true, false));
        }
    }
}
