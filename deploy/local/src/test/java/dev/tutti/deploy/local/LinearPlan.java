package dev.tutti.deploy.local;

import dev.tutti.schemas.model.TrainingPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * A plan that somebody else might bring for the same examples: softmax regression on one flat variable, plain gradient
 * descent, names of its own, no session settings.
 */
final class LinearPlan {
    private static final int FEATURES = 43;
    private static final int CLASSES = 6;
    static final int DIMENSION = FEATURES * CLASSES + CLASSES;

    private LinearPlan() {}

    /** Writes the plan as {@code tutti task create --plan} reads it. */
    static Path write(Path file) throws IOException {
        ByteBuffer graphDef;
        try (Graph graph = new Graph()) {
            build(Ops.create(graph), graph);
            graphDef = ByteBuffer.wrap(graph.toGraphDef().toByteArray());
        }
        TrainingPlan plan = TrainingPlan.newBuilder()
                .setName("softmax-regression")
                .setPlanVersion(1)
                .setGraphDef(graphDef)
                .setEndpoints(Map.of(
                        "features", "x",
                        "labels", "y",
                        "learning_rate", "eta",
                        "weights_in", "given",
                        "weights_set", "take",
                        "weights_out", "theta",
                        "train", "descend",
                        "loss", "cost",
                        "correct", "hits",
                        "init", "zero"))
                .setDimension(DIMENSION)
                .setFeatures(FEATURES)
                .setClasses(CLASSES)
                .setBatchSize(8)
                .setEpochs(2)
                .setLearningRate(0.05f)
                .setSessionConfig(ByteBuffer.allocate(0))
                .build();
        ByteBuffer encoded = TrainingPlan.getEncoder().encode(plan);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return Files.write(file, bytes);
    }

    /** Its first weights: zeros, which are as good as any for a convex loss. */
    static Path writeInitial(Path file) throws IOException {
        return Files.write(file, new byte[DIMENSION * Float.BYTES]);
    }

    private static void build(Ops tf, Graph graph) {
        Placeholder<TFloat32> x =
                tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, FEATURES)));
        Placeholder<TInt32> y =
                tf.withName("y").placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
        Placeholder<TFloat32> eta = tf.withName("eta").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TFloat32> given =
                tf.withName("given").placeholder(TFloat32.class, Placeholder.shape(Shape.of(DIMENSION)));
        VarHandleOp variable =
                tf.withName("flat").varHandleOp(TFloat32.class, Shape.of(DIMENSION), VarHandleOp.sharedName("flat"));
        Op take = tf.assignVariableOp(variable, given);
        Op zero = tf.assignVariableOp(variable, tf.fill(tf.array(DIMENSION), tf.constant(0f)));
        tf.withName("take").withControlDependencies(List.of(take)).noOp();
        tf.withName("zero").withControlDependencies(List.of(zero)).noOp();

        Operand<TFloat32> theta = tf.withName("theta").readVariableOp(variable, TFloat32.class);
        Operand<TFloat32> matrix =
                tf.reshape(tf.slice(theta, tf.array(0), tf.array(FEATURES * CLASSES)), tf.array(FEATURES, CLASSES));
        Operand<TFloat32> bias = tf.slice(theta, tf.array(FEATURES * CLASSES), tf.array(CLASSES));
        Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(x, matrix), bias);
        Operand<TFloat32> truth = tf.oneHot(y, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> cost = tf.withName("cost")
                .math
                .mean(tf.nn.softmaxCrossEntropyWithLogits(logits, truth).loss(), tf.constant(0));
        Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
        tf.withName("hits").sum(tf.dtypes.cast(tf.math.equal(predicted, y), TInt32.class), tf.constant(0));

        Output<?>[] gradient = graph.addGradients(cost.asOutput(), new Output<?>[] {theta.asOutput()});
        Op step = tf.train.resourceApplyGradientDescent(variable, eta, gradient[0].expect(TFloat32.class));
        tf.withName("descend").withControlDependencies(List.of(step)).noOp();
    }
}
