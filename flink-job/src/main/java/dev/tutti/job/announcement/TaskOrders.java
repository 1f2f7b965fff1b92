package dev.tutti.job.announcement;

import dev.tutti.job.announcement.PlannerState.Standing;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.params.ParametersRefusedException;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.HexFormat;
import java.util.Optional;

/** Carries the operator's orders out on what the planner knows of a population. A wrong order is a value with a reason. */
final class TaskOrders {
    private final OperatorVerifier operator;
    private final long longestBytesMillis;

    /**
     * @param operator whose orders count
     * @param longestBytesMillis how long the job keeps bytes at the most: no task may need more
     */
    TaskOrders(OperatorVerifier operator, long longestBytesMillis) {
        this.operator = operator;
        this.longestBytesMillis = longestBytesMillis;
    }

    /**
     * Carries one order out.
     *
     * @param known changed only when the order is carried out
     * @return why it is not, or empty; a repeat of an order changes nothing and is no error
     */
    Optional<String> carryOut(TaskCommand command, PlannerState known) {
        TaskOrder order;
        try {
            order = TaskOrder.verified(command, operator);
        } catch (IllegalArgumentException e) {
            return Optional.of("order: " + e.getMessage());
        }
        if (order.number() <= known.lastOrder) {
            return known.task.isEmpty() ? Optional.of("order: expected a task to be created first") : Optional.empty();
        }
        Optional<String> refusal = switch (order.action()) {
            case CREATE -> create(order, known);
            case START -> stand(Standing.RUNNING, known);
            case PAUSE -> stand(Standing.PAUSED, known);
            case STOP -> stand(Standing.STOPPED, known);
        };
        if (refusal.isEmpty()) {
            known.lastOrder = order.number();
        }
        return refusal;
    }

    private Optional<String> create(TaskOrder order, PlannerState known) {
        if (!known.task.isEmpty()) {
            return Optional.of("order: expected a population without a task; " + order.population()
                    + " has one, and its model goes on from it");
        }
        TaskConfig task;
        try {
            task = TaskText.parse(order.task());
            requireASliceEach(task);
        } catch (IllegalArgumentException | ParametersRefusedException e) {
            return Optional.of("order: " + e.getMessage());
        }
        if (!task.population().equals(order.population())) {
            return Optional.of("order: expected a task for " + order.population());
        }
        long needed = task.timing().uploadTtlMillis() + task.timing().retainMillis();
        if (needed > longestBytesMillis) {
            return Optional.of("order: expected upload.ttl.millis and round.retain.millis of at most "
                    + longestBytesMillis + " together, was " + needed);
        }
        begin(known, task, Standing.CREATED);
        return Optional.empty();
    }

    /** A model that starts with other slices than its updates have would stop the job at its first step. */
    private static void requireASliceEach(TaskConfig task) {
        int slices = VectorLayout.of(
                        task.shape().encoding(), task.shape().plan().ring())
                .slices();
        int given = task.initialModel().slicePaths().size();
        if (given != slices) {
            throw new IllegalArgumentException(
                    "expected model.initial.slices to name " + slices + " files, named " + given);
        }
    }

    /** Makes a task known. */
    static void begin(PlannerState known, TaskConfig task, Standing standing) {
        known.task = TaskText.of(task);
        known.standing = standing;
        byte[] digest = HexFormat.of().parseHex(task.initialModel().manifestDigest());
        known.heads.add(new PlannerState.Head(0, digest));
    }

    private static Optional<String> stand(Standing next, PlannerState known) {
        if (known.task.isEmpty()) {
            return Optional.of("order: expected a task to be created first");
        }
        if (known.standing == Standing.STOPPED && next != Standing.STOPPED) {
            return Optional.of("order: expected a task that was not stopped for good");
        }
        known.standing = next;
        return Optional.empty();
    }
}
