package dev.tutti.job.announcement;

import dev.tutti.job.announcement.PlannerState.Standing;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.params.ParametersRefusedException;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries the operator's orders out on what the planner knows of a population. A wrong order is a value with a reason. */
final class TaskOrders {
    private final OperatorVerifier operator;
    private final long longestBytesMillis;
    private final SliceFiles files;

    /**
     * @param operator whose orders count
     * @param longestBytesMillis how long the job keeps bytes at the most: no task may need more
     * @param artifacts where models lie
     */
    TaskOrders(OperatorVerifier operator, long longestBytesMillis, ArtifactStore artifacts) {
        this.operator = operator;
        this.longestBytesMillis = longestBytesMillis;
        this.files = new SliceFiles(artifacts);
    }

    /**
     * What became of an order.
     *
     * @param number the order's number; 0 when it is nobody's order
     * @param refusal why it is not carried out, or empty; a repeat of an order changes nothing and is no error
     * @param restoration what the judge has to do now, if anything
     */
    record Answer(
            long number, Optional<String> refusal, @Nullable Restoration restoration) {
        private static Answer carriedOut(TaskOrder order) {
            return new Answer(order.number(), Optional.empty(), null);
        }

        private static Answer refused(long number, String why) {
            return new Answer(number, Optional.of("order: " + why), null);
        }
    }

    /**
     * Carries one order out.
     *
     * @param known changed only when the order is carried out
     */
    Answer carryOut(TaskCommand command, PlannerState known) {
        TaskOrder order;
        try {
            order = TaskOrder.verified(command, operator);
        } catch (IllegalArgumentException e) {
            return Answer.refused(0, String.valueOf(e.getMessage()));
        }
        if (order.number() <= known.lastOrder) {
            return known.task.isEmpty()
                    ? Answer.refused(order.number(), "expected a task to be created first")
                    : Answer.carriedOut(order);
        }
        Answer answer = switch (order.action()) {
            case CREATE -> create(order, known);
            case START -> stand(order, Standing.RUNNING, known);
            case PAUSE -> stand(order, Standing.PAUSED, known);
            case STOP -> stand(order, Standing.STOPPED, known);
            case ROLLBACK -> rollBack(order, known);
        };
        if (answer.refusal().isEmpty()) {
            known.lastOrder = order.number();
        }
        return answer;
    }

    private Answer create(TaskOrder order, PlannerState known) {
        if (!known.task.isEmpty()) {
            return Answer.refused(
                    order.number(),
                    "expected a population without a task; " + order.population()
                            + " has one, and its model goes on from it");
        }
        TaskConfig task;
        Optional<String> fault;
        try {
            task = TaskText.parse(order.body());
            fault = files.fault(task.initialModel().slicePaths(), List.of(), layout(task));
        } catch (IllegalArgumentException | ParametersRefusedException e) {
            return Answer.refused(order.number(), String.valueOf(e.getMessage()));
        }
        if (fault.isPresent()) {
            return Answer.refused(order.number(), "initial model: " + fault.get());
        }
        if (!task.population().equals(order.population())) {
            return Answer.refused(order.number(), "expected a task for " + order.population());
        }
        long needed = task.timing().uploadTtlMillis() + task.timing().retainMillis();
        if (needed > longestBytesMillis) {
            return Answer.refused(
                    order.number(),
                    "expected upload.ttl.millis and round.retain.millis of at most " + longestBytesMillis
                            + " together, was " + needed);
        }
        begin(known, task, Standing.CREATED);
        return Answer.carriedOut(order);
    }

    private static VectorLayout layout(TaskConfig task) {
        return VectorLayout.of(task.shape().encoding(), task.shape().plan().ring());
    }

    private Answer rollBack(TaskOrder order, PlannerState known) {
        if (known.task.isEmpty()) {
            return Answer.refused(order.number(), "expected a task to be created first");
        }
        if (!known.restoring.isEmpty()) {
            return Answer.refused(order.number(), "expected the rollback under way to end first");
        }
        TaskConfig task = TaskText.parse(known.task);
        RestoredModel model;
        try {
            model = RestoredModel.parse(order.body());
        } catch (IllegalArgumentException e) {
            return Answer.refused(order.number(), String.valueOf(e.getMessage()));
        }
        long newest = known.heads.get(known.heads.size() - 1).version;
        if (model.version() >= newest) {
            return Answer.refused(
                    order.number(), "expected a version older than the newest, " + newest + ", was " + model.version());
        }
        Optional<String> fault = files.fault(model.slicePaths(), model.sliceDigests(), layout(task));
        if (fault.isPresent()) {
            return Answer.refused(order.number(), fault.get());
        }
        known.restoring = order.digest().hex();
        return new Answer(
                order.number(),
                Optional.empty(),
                Restoration.of(order.population(), known.restoring, known.task, model));
    }

    /** Makes a task known. */
    static void begin(PlannerState known, TaskConfig task, Standing standing) {
        known.task = TaskText.of(task);
        known.standing = standing;
        byte[] digest = HexFormat.of().parseHex(task.initialModel().manifestDigest());
        known.heads.add(new PlannerState.Head(0, digest));
    }

    private static Answer stand(TaskOrder order, Standing next, PlannerState known) {
        if (known.task.isEmpty()) {
            return Answer.refused(order.number(), "expected a task to be created first");
        }
        if (known.standing == Standing.STOPPED && next != Standing.STOPPED) {
            return Answer.refused(order.number(), "expected a task that was not stopped for good");
        }
        known.standing = next;
        return Answer.carriedOut(order);
    }
}
