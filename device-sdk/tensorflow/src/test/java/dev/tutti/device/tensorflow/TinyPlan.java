package dev.tutti.device.tensorflow;

import dev.tutti.schemas.model.TrainingPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Softmax regression on two features and two classes, small enough to follow by hand. Flat weights: the matrix [2, 2]
 * row by row, then the bias [2].
 */
final class TinyPlan {
    static final int DIMENSION = 6;

    private TinyPlan() {}

    /** Gradient descent with this momentum; 0 is plain gradient descent. */
    static TrainingPlan withMomentum(float momentum) {
        return author(momentum, (tf, graph) -> {});
    }

    /** Plain gradient descent, with something more in the graph. */
    static TrainingPlan alsoHolding(BiConsumer<Ops, Graph> extra) {
        return author(0, extra);
    }

    private static TrainingPlan author(float momentum, BiConsumer<Ops, Graph> extra) {
        Map<String, String> endpoints = new HashMap<>();
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            build(tf, graph, momentum, endpoints);
            extra.accept(tf, graph);
            return TrainingPlan.newBuilder()
                    .setName("tiny")
                    .setPlanVersion(1)
                    .setGraphDef(ByteBuffer.wrap(graph.toGraphDef().toByteArray()))
                    .setEndpoints(endpoints)
                    .setDimension(DIMENSION)
                    .setFeatures(2)
                    .setClasses(2)
                    .setBatchSize(4)
                    .setEpochs(1)
                    .setLearningRate(0.5f)
                    .setSessionConfig(
                            ByteBuffer.wrap(SessionSettings.singleThreaded().toByteArray()))
                    .build();
        }
    }

    private static void build(Ops tf, Graph graph, float momentum, Map<String, String> endpoints) {
        var features =
                tf.withName("features").placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 2)));
        var labels = tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
        var rate = tf.withName("rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        var flat = tf.withName("weights.in").placeholder(TFloat32.class, Placeholder.shape(Shape.of(DIMENSION)));
        List<VarHandleOp> handles = List.of(variable(tf, "matrix", 2, 2), variable(tf, "bias", 2));
        List<VarHandleOp> velocities = List.of(variable(tf, "matrix.velocity", 2, 2), variable(tf, "bias.velocity", 2));
        Operand<TFloat32> matrix = tf.readVariableOp(handles.get(0), TFloat32.class);
        Operand<TFloat32> bias = tf.readVariableOp(handles.get(1), TFloat32.class);
        Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(features, matrix), bias);
        Operand<TFloat32> truth = tf.oneHot(labels, tf.constant(2), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> loss = tf.withName("loss")
                .math
                .mean(tf.nn.softmaxCrossEntropyWithLogits(logits, truth).loss(), tf.constant(0));
        Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
        Operand<TInt32> hits = tf.dtypes.cast(tf.math.equal(predicted, labels), TInt32.class);
        tf.withName("correct").sum(hits, tf.constant(0));

        Output<?>[] gradients =
                graph.addGradients(loss.asOutput(), new Output<?>[] {matrix.asOutput(), bias.asOutput()});
        List<Op> steps = new ArrayList<>();
        List<Op> zeros = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            steps.add(tf.train.resourceApplyMomentum(
                    handles.get(i),
                    velocities.get(i),
                    rate,
                    gradients[i].expect(TFloat32.class),
                    tf.constant(momentum)));
            Operand<TFloat32> zero = i == 0 ? tf.constant(new float[2][2]) : tf.constant(new float[2]);
            zeros.add(tf.assignVariableOp(handles.get(i), zero));
            zeros.add(tf.assignVariableOp(velocities.get(i), zero));
        }
        tf.withName("train").withControlDependencies(steps).noOp();
        tf.withName("init").withControlDependencies(zeros).noOp();
        Op setMatrix = tf.assignVariableOp(
                handles.get(0), tf.reshape(tf.slice(flat, tf.array(0), tf.array(4)), tf.array(2, 2)));
        Op setBias = tf.assignVariableOp(handles.get(1), tf.slice(flat, tf.array(4), tf.array(2)));
        tf.withName("weights.set")
                .withControlDependencies(List.of(setMatrix, setBias))
                .noOp();
        tf.withName("weights.out").concat(List.of(tf.reshape(matrix, tf.array(4)), bias), tf.constant(0));

        for (PlanRole role : PlanRole.values()) {
            endpoints.put(
                    role.wireName(),
                    role.wireName().replace("learning_rate", "rate").replace('_', '.'));
        }
    }

    private static VarHandleOp variable(Ops tf, String name, long... shape) {
        return tf.withName(name).varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(name));
    }
}
