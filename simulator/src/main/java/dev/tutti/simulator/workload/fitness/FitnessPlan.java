package dev.tutti.simulator.workload.fitness;

import dev.tutti.device.tensorflow.PlanRole;
import dev.tutti.device.tensorflow.SessionSettings;
import dev.tutti.schemas.model.TrainingPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
import org.tensorflow.types.family.TType;

/**
 * Authors the fitness plan: a perceptron with one hidden layer, {@value #FEATURES}–{@value #HIDDEN}–{@value #CLASSES}
 * with ReLU, softmax cross entropy, and stochastic gradient descent with momentum. The graph is built here, on the
 * operator's side, gradients included; devices only run it.
 *
 * <p>Flat weights, in this order: hidden matrix [{@value #FEATURES}, {@value #HIDDEN}] row by row, hidden bias, output
 * matrix [{@value #HIDDEN}, {@value #CLASSES}] row by row, output bias: {@value #DIMENSION} values.
 */
public final class FitnessPlan {
    static final int FEATURES = WindowFeatures.COUNT;
    static final int HIDDEN = 128;
    static final int CLASSES = 6;
    /** Trainable parameters: more than one polynomial holds, so that the model spans slices. */
    public static final int DIMENSION = FEATURES * HIDDEN + HIDDEN + HIDDEN * CLASSES + CLASSES;

    private static final float MOMENTUM = 0.9f;

    private static final Shape[] SHAPES = {
        Shape.of(FEATURES, HIDDEN), Shape.of(HIDDEN), Shape.of(HIDDEN, CLASSES), Shape.of(CLASSES)
    };
    private static final String[] NAMES = {"hidden.matrix", "hidden.bias", "output.matrix", "output.bias"};

    private FitnessPlan() {}

    /** The plan to publish. */
    public static TrainingPlan author() {
        Map<String, String> endpoints = new HashMap<>();
        ByteBuffer graphDef;
        try (Graph graph = new Graph()) {
            build(Ops.create(graph), graph, endpoints);
            graphDef = ByteBuffer.wrap(graph.toGraphDef().toByteArray());
        }
        return TrainingPlan.newBuilder()
                .setName("fitness-perceptron")
                .setPlanVersion(1)
                .setGraphDef(graphDef)
                .setEndpoints(endpoints)
                .setDimension(DIMENSION)
                .setFeatures(FEATURES)
                .setClasses(CLASSES)
                .setBatchSize(16)
                .setEpochs(4)
                .setLearningRate(0.025f)
                .setSessionConfig(
                        ByteBuffer.wrap(SessionSettings.singleThreaded().toByteArray()))
                .build();
    }

    /**
     * Version 0 of the model: Glorot and Bengio's uniform initialisation, biases zero.
     *
     * @param seed same seed, same weights
     * @return {@value #DIMENSION} values
     */
    public static float[] initialWeights(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = new float[DIMENSION];
        fill(weights, 0, FEATURES, HIDDEN, random);
        fill(weights, FEATURES * HIDDEN + HIDDEN, HIDDEN, CLASSES, random);
        return weights;
    }

    private static void fill(float[] weights, int from, int in, int out, SplittableRandom random) {
        double limit = Math.sqrt(6.0 / (in + out));
        for (int i = from; i < from + in * out; i++) {
            weights[i] = (float) ((2 * random.nextDouble() - 1) * limit);
        }
    }

    private static void build(Ops tf, Graph graph, Map<String, String> endpoints) {
        Placeholder<TFloat32> features = tf.withName("features")
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, FEATURES)));
        Placeholder<TInt32> labels =
                tf.withName("labels").placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
        Placeholder<TFloat32> rate =
                tf.withName("learning.rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Placeholder<TFloat32> flat =
                tf.withName("weights.in").placeholder(TFloat32.class, Placeholder.shape(Shape.of(DIMENSION)));

        Variables variables = new Variables(tf, flat);
        List<Operand<TFloat32>> values = variables.values;
        Operand<TFloat32> hidden = tf.nn.relu(tf.math.add(tf.linalg.matMul(features, values.get(0)), values.get(1)));
        Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(hidden, values.get(2)), values.get(3));
        Operand<TFloat32> truth = tf.oneHot(labels, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f));
        Operand<TFloat32> loss = tf.withName("loss")
                .math
                .mean(tf.nn.softmaxCrossEntropyWithLogits(logits, truth).loss(), tf.constant(0));
        Operand<TInt32> predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
        Operand<TInt32> correct = tf.withName("correct")
                .sum(tf.dtypes.cast(tf.math.equal(predicted, labels), TInt32.class), tf.constant(0));

        Op train = variables.descend(tf, graph, loss, rate);
        endpoints.put(PlanRole.FEATURES.wireName(), features.op().name());
        endpoints.put(PlanRole.LABELS.wireName(), labels.op().name());
        endpoints.put(PlanRole.LEARNING_RATE.wireName(), rate.op().name());
        endpoints.put(PlanRole.WEIGHTS_IN.wireName(), flat.op().name());
        endpoints.put(PlanRole.WEIGHTS_SET.wireName(), variables.set.op().name());
        endpoints.put(PlanRole.WEIGHTS_OUT.wireName(), variables.out.op().name());
        endpoints.put(PlanRole.TRAIN.wireName(), train.op().name());
        endpoints.put(PlanRole.LOSS.wireName(), loss.op().name());
        endpoints.put(PlanRole.CORRECT.wireName(), correct.op().name());
        endpoints.put(PlanRole.INIT.wireName(), variables.init.op().name());
    }

    /** The trainable variables with their momentum, and the flat vector in and out of them. */
    private static final class Variables {
        private final List<Operand<? extends TType>> handles = new ArrayList<>();
        private final List<Operand<? extends TType>> velocities = new ArrayList<>();
        private final List<Operand<TFloat32>> values = new ArrayList<>();
        private final Op set;
        private final Op init;
        private final Operand<TFloat32> out;

        Variables(Ops tf, Operand<TFloat32> flat) {
            List<Op> assignments = new ArrayList<>();
            List<Op> zeros = new ArrayList<>();
            List<Operand<TFloat32>> flattened = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < SHAPES.length; i++) {
                int size = (int) SHAPES[i].size();
                VarHandleOp handle = handle(tf, NAMES[i], SHAPES[i]);
                VarHandleOp velocity = handle(tf, NAMES[i] + ".velocity", SHAPES[i]);
                handles.add(handle);
                velocities.add(velocity);
                values.add(tf.readVariableOp(handle, TFloat32.class));
                flattened.add(tf.reshape(values.get(i), tf.array(size)));
                Operand<TFloat32> part =
                        tf.reshape(tf.slice(flat, tf.array(from), tf.array(size)), tf.constant(SHAPES[i].asArray()));
                assignments.add(tf.assignVariableOp(handle, part));
                Operand<TFloat32> zero = tf.fill(tf.constant(SHAPES[i].asArray()), tf.constant(0f));
                zeros.add(tf.assignVariableOp(handle, zero));
                zeros.add(tf.assignVariableOp(velocity, zero));
                from += size;
            }
            set = tf.withName("weights.set")
                    .withControlDependencies(assignments)
                    .noOp();
            init = tf.withName("init").withControlDependencies(zeros).noOp();
            out = tf.withName("weights.out").concat(flattened, tf.constant(0));
        }

        private static VarHandleOp handle(Ops tf, String name, Shape shape) {
            return tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
        }

        /** One step of gradient descent with momentum: v ← 0.9·v + g, w ← w − rate·v. */
        Op descend(Ops tf, Graph graph, Operand<TFloat32> loss, Operand<TFloat32> rate) {
            Output<?>[] with = values.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
            Output<?>[] gradients = graph.addGradients(loss.asOutput(), with);
            List<Op> steps = new ArrayList<>();
            for (int i = 0; i < gradients.length; i++) {
                Output<TFloat32> gradient = gradients[i].expect(TFloat32.class);
                steps.add(tf.train.resourceApplyMomentum(
                        handles.get(i), velocities.get(i), rate, gradient, tf.constant(MOMENTUM)));
            }
            return tf.withName("train").withControlDependencies(steps).noOp();
        }
    }
}
