package dev.tutti.job.announcement;

import dev.tutti.job.announcement.PlannerState.Standing;
import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.ParametersRefusedException;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.ModelManifest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries the operator's orders out on what the planner knows of a population. A wrong order is a value with a reason. */
final class TaskOrders {
    private final OperatorVerifier operator;
    private final long longestBytesMillis;
    private final SliceFiles files;
    private final Sortition sortition;

    /**
     * @param operator whose orders count
     * @param longestBytesMillis how long the job keeps bytes at the most: no task may need more
     * @param artifacts where models lie
     * @param sortition how committees come about, which a task must withstand
     */
    TaskOrders(OperatorVerifier operator, long longestBytesMillis, ArtifactStore artifacts, Sortition sortition) {
        this.operator = operator;
        this.longestBytesMillis = longestBytesMillis;
        this.files = new SliceFiles(artifacts);
        this.sortition = sortition;
    }

    /**
     * What became of an order.
     *
     * @param number the order's number; 0 when it is nobody's order
     * @param refusal why it is not carried out, or empty
     * @param restoration what the judge has to do now, if anything
     * @param firstModel version 0 of a task that was just created
     */
    record Answer(
            long number,
            Optional<String> refusal,
            @Nullable Restoration restoration,
            @Nullable ModelManifest firstModel) {
        private static Answer carriedOut(TaskOrder order) {
            return new Answer(order.number(), Optional.empty(), null, null);
        }

        private static Answer refused(long number, String why) {
            return new Answer(number, Optional.of("order: " + why), null, null);
        }
    }

    /**
     * Carries one order out. The last order of a population said again is answered as it was the first time and does
     * nothing; an older one is refused, so that nobody's order is taken for carried out because another came before.
     *
     * @param known changed only by an order of the operator about a task
     */
    Answer carryOut(TaskCommand command, PlannerState known) {
        TaskOrder order;
        try {
            order = TaskOrder.verified(command, operator);
        } catch (IllegalArgumentException e) {
            return Answer.refused(0, String.valueOf(e.getMessage()));
        }
        String digest = order.digest().hex();
        if (digest.equals(known.lastOrderDigest)) {
            Optional<String> before = Optional.of(known.lastRefusal).filter(why -> !why.isEmpty());
            return new Answer(order.number(), before, null, null);
        }
        if (order.number() <= known.lastOrder) {
            return Answer.refused(
                    order.number(), "expected a number above " + known.lastOrder + ", the last order's: give it again");
        }
        Answer answer = switch (order.action()) {
            case CREATE -> create(order, known);
            case START -> stand(order, Standing.RUNNING, known);
            case PAUSE -> stand(order, Standing.PAUSED, known);
            case STOP -> stand(order, Standing.STOPPED, known);
            case ROLLBACK -> rollBack(order, known);
        };
        // Of a population without a task nothing is remembered: anybody's names could fill the state.
        if (!known.task.isEmpty()) {
            known.lastOrder = order.number();
            known.lastOrderDigest = digest;
            known.lastRefusal = answer.refusal().orElse("");
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
        ModelManifest first;
        try {
            task = TaskText.parse(order.body());
            sortition.requireWithstands(task);
            fault = files.fault(task.initialModel().slicePaths(), List.of(), layout(task));
            first = fault.isEmpty() ? firstModel(task) : null;
        } catch (IOException e) {
            return Answer.refused(order.number(), "initial model: expected files that can be read");
        } catch (IllegalArgumentException | ParametersRefusedException e) {
            return Answer.refused(order.number(), String.valueOf(e.getMessage()));
        }
        if (first == null) {
            return Answer.refused(order.number(), "initial model: " + fault.orElseThrow());
        }
        if (!first.digest().hex().equalsIgnoreCase(task.initialModel().manifestDigest())) {
            return Answer.refused(
                    order.number(),
                    "initial model: expected model.initial.digest to be that of its files, "
                            + first.digest().hex());
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
        return new Answer(order.number(), Optional.empty(), null, first);
    }

    /** Version 0 of a task, as its files make it. */
    ModelManifest firstModel(TaskConfig task) throws IOException {
        return new ModelManifest(
                task.population(),
                task.task(),
                0,
                Digest.zero(),
                Digest.of(HexFormat.of().parseHex(task.planDigest())),
                Digest.zero(),
                files.digests(task.initialModel().slicePaths()));
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
                Restoration.of(order.population(), known.restoring, known.task, model),
                null);
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
