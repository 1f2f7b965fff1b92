package dev.tutti.device.tensorflow;

import dev.tutti.device.tensorflow.PlanSession.Batch;
import dev.tutti.device.tensorflow.PlanSession.BatchScore;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.model.TrainingPlan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Runs the operator's plan with TensorFlow, on plans of its closed list of operations only. The same plan, weights,
 * examples and seed give bit-identical deltas on one type of processor, whatever ran before and whatever runs beside.
 *
 * <p>One trainer may serve many clients from many threads: each run borrows a session, swaps the weights in, and hands
 * it back. At most {@code maxParallelRuns} runs take place at once; others wait their turn.
 */
public final class TensorFlowTrainer implements Trainer, AutoCloseable {
    /** Rows fed at once when evaluating, so that memory does not grow with the number of examples. */
    private static final int EVALUATION_BATCH = 256;

    private final ProgramCache programs = new ProgramCache();
    private final Semaphore slots;

    /** A trainer with one run at a time per processor. */
    public TensorFlowTrainer() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param maxParallelRuns most runs at once, at least 1; each holds one session with its own variables
     */
    public TensorFlowTrainer(int maxParallelRuns) {
        if (maxParallelRuns < 1) {
            throw new IllegalArgumentException("maxParallelRuns: expected at least 1, got " + maxParallelRuns);
        }
        slots = new Semaphore(maxParallelRuns, true);
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code keepGoing} is asked before every batch. A run stopped early counts all examples in
     * {@link TrainingOutcome#examples()}, because its delta stands for this device whatever it had time to see.
     */
    @Override
    public TrainingOutcome train(
            TrainingPlan plan,
            float[] weights,
            List<Example> examples,
            List<Example> heldOut,
            long shuffleSeed,
            BooleanSupplier keepGoing)
            throws PlanRefusedException {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("examples: expected at least 1, got 0");
        }
        return inSession(plan, weights, session -> {
            checkShapes(plan, examples);
            checkShapes(plan, heldOut);
            Evaluation received = evaluate(plan, session, heldOut);
            steps(plan, session, examples, shuffleSeed, keepGoing);
            float[] delta = session.weights();
            for (int i = 0; i < delta.length; i++) {
                delta[i] -= weights[i];
                if (!Float.isFinite(delta[i])) {
                    throw new PlanRefusedException("training diverged: parameter " + i + " is not a finite number");
                }
            }
            return new TrainingOutcome(delta, examples.size(), received, RuntimeDevices.describe());
        });
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, float[] weights, List<Example> examples) throws PlanRefusedException {
        return inSession(plan, weights, session -> {
            checkShapes(plan, examples);
            return evaluate(plan, session, examples);
        });
    }

    private interface Run<T> {
        T on(PlanSession session) throws PlanRefusedException;
    }

    private <T> T inSession(TrainingPlan plan, float[] weights, Run<T> run) throws PlanRefusedException {
        slots.acquireUninterruptibly();
        try (ProgramCache.Lease lease = programs.lease(plan)) {
            if (weights.length != plan.getDimension()) {
                throw new IllegalArgumentException(
                        "weights: expected " + plan.getDimension() + " values, got " + weights.length);
            }
            PlanSession session = lease.program().acquire();
            boolean healthy = false;
            try {
                session.begin(weights);
                T result = run.on(session);
                healthy = true;
                return result;
            } catch (TensorFlowException e) {
                throw new PlanRefusedException("the runtime failed on the plan: " + PlanProgram.brief(e), e);
            } finally {
                if (healthy) {
                    lease.program().release(session);
                } else {
                    session.close();
                }
            }
        } finally {
            slots.release();
        }
    }

    private static void steps(
            TrainingPlan plan,
            PlanSession session,
            List<Example> examples,
            long shuffleSeed,
            BooleanSupplier keepGoing) {
        SplittableRandom random = new SplittableRandom(shuffleSeed);
        int[] order = inOrder(examples.size());
        try (TFloat32 learningRate = PlanSession.floats(Shape.scalar(), new float[] {plan.getLearningRate()})) {
            for (int epoch = 0; epoch < plan.getEpochs(); epoch++) {
                shuffle(order, random);
                for (int from = 0; from < order.length; from += plan.getBatchSize()) {
                    if (!keepGoing.getAsBoolean()) {
                        return;
                    }
                    int to = Math.min(order.length, from + plan.getBatchSize());
                    session.step(new Batch(examples, order, from, to, plan.getFeatures()), learningRate);
                }
            }
        }
    }

    private static Evaluation evaluate(TrainingPlan plan, PlanSession session, List<Example> examples)
            throws PlanRefusedException {
        int[] order = inOrder(examples.size());
        int correct = 0;
        double lossSum = 0;
        for (int from = 0; from < order.length; from += EVALUATION_BATCH) {
            int to = Math.min(order.length, from + EVALUATION_BATCH);
            BatchScore score = session.score(new Batch(examples, order, from, to, plan.getFeatures()));
            correct += score.correct();
            lossSum += score.lossSum();
        }
        if (examples.isEmpty()) {
            return Evaluation.NONE;
        }
        if (!(lossSum >= 0 && lossSum <= Double.MAX_VALUE) || correct < 0 || correct > examples.size()) {
            throw new PlanRefusedException("evaluation: expected a loss of at least 0 and a count of at most "
                    + examples.size() + ", the plan computed " + lossSum + " and " + correct);
        }
        return new Evaluation(examples.size(), correct, lossSum / examples.size());
    }

    private static void checkShapes(TrainingPlan plan, List<Example> examples) {
        for (Example example : examples) {
            if (example.features().length != plan.getFeatures() || example.label() >= plan.getClasses()) {
                throw new IllegalArgumentException(
                        "example: expected " + plan.getFeatures() + " features and a label below " + plan.getClasses()
                                + ", got " + example.features().length + " and " + example.label());
            }
        }
    }

    private static int[] inOrder(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** Fisher and Yates: every order equally likely. */
    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Frees the runtime's graphs and sessions. A run still going finishes first. */
    @Override
    public void close() {
        programs.close();
    }
}
