package dev.tutti.simulator;

import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.avro.AvroRuntimeException;

/** Gives the operator's orders about tasks. */
final class TaskRun {
    private final TaskCommandOptions options;
    private final Progress progress;

    TaskRun(TaskCommandOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    void run() throws TuttiException {
        progress.step("asking the broker");
        Operator operator = Operator.of(options.home(), null);
        switch (options.action()) {
            case "list" -> list(operator.tasks());
            case "create" -> create(operator);
            default -> govern(operator);
        }
    }

    private void list(Map<String, Operator.Standing> tasks) {
        progress.done();
        tasks.forEach((population, known) -> progress.say(String.format(
                Locale.ROOT,
                "%-24s %-8s %d parameters, %d decryptors",
                population,
                known.standing().name().toLowerCase(Locale.ROOT),
                known.task().shape().dimension(),
                known.task().shape().members())));
        if (tasks.isEmpty()) {
            progress.say("The job has not told of any task yet: ./tutti task create --population NAME");
        }
    }

    private void create(Operator operator) throws TuttiException {
        String population = options.population();
        if (operator.tasks().containsKey(population)) {
            throw new TuttiException(
                    TuttiError.NOT_THERE, population + ": expected a population without a task, this one has one");
        }
        progress.step("writing plan and first model");
        Workload workload = workload();
        SimulatedTask made = SimulatedTask.of(
                        workload,
                        population,
                        options.committee(),
                        workload.devices().size(),
                        options.rounds(),
                        UnaryOperator.identity())
                .withGuard(options.guard());
        try {
            PublishedTask published = PublishedTask.write(made, options.home().artifacts(), operator.key());
            TaskConfig task = made.config(published);
            operator.say(operator.topics().models(), population, published.announcement());
            progress.step("waiting for the job's answer");
            operator.order(TaskOrder.create(task, Operator.nextNumber()));
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, options.home().root() + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new TuttiException(TuttiError.USAGE, String.valueOf(e.getMessage()), e);
        }
        progress.done();
        progress.say(population + " is created: " + workload.plan().getDimension() + " parameters, "
                + options.committee() + " decryptors. Next: ./tutti task start --population " + population);
    }

    private Workload workload() throws TuttiException {
        Workload example = Simulation.workload(options.devices(), options.seed(), null);
        Path plan = options.plan();
        if (plan == null) {
            return example;
        }
        Path initial = Objects.requireNonNull(options.initial(), "given with the plan");
        try {
            TrainingPlan own = TrainingPlan.getDecoder().decode(Files.readAllBytes(plan));
            byte[] bytes = Files.readAllBytes(initial);
            float[] weights = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(weights);
            if (bytes.length != own.getDimension() * Float.BYTES) {
                throw new TuttiException(
                        TuttiError.PLAN_UNUSABLE,
                        initial + ": expected " + own.getDimension() + " float32 numbers, got " + bytes.length
                                + " bytes");
            }
            return new Workload(
                    own.getName(),
                    plan.toString(),
                    own,
                    weights,
                    example.devices(),
                    example.unseen(),
                    example.clipNorm(),
                    example.valueRange());
        } catch (IOException | AvroRuntimeException e) {
            throw new TuttiException(
                    TuttiError.PLAN_UNUSABLE, plan + ": expected a plan and its weights that can be read: " + e, e);
        }
    }

    /** The job knows best which tasks there are: it answers. */
    private void govern(Operator operator) throws TuttiException {
        String population = options.population();
        TaskOrder.Action action = TaskOrder.Action.valueOf(options.action().toUpperCase(Locale.ROOT));
        progress.step("waiting for the job's answer");
        operator.order(TaskOrder.of(action, population, Operator.nextNumber()));
        Operator.Standing known = operator.tasks().get(population);
        progress.done();
        progress.say(population + " is "
                + Objects.requireNonNull(known, "answered with the task")
                        .standing()
                        .name()
                        .toLowerCase(Locale.ROOT)
                + ".");
    }
}
