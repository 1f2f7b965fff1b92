package dev.tutti.simulator;

import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
        Operator operator = Operator.of(options.reach());
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
                "%-24s %-8s %d parameters, %d decryptors%s",
                population,
                known.standing().name().toLowerCase(Locale.ROOT),
                known.task().shape().dimension(),
                known.task().shape().members(),
                known.told() ? "" : " (as configured; the job has not said so yet)")));
        if (tasks.isEmpty()) {
            progress.say("The job has not told of any task yet: ./tutti task create --population NAME");
        }
    }

    private void create(Operator operator) throws TuttiException {
        String population = options.population();
        if (operator.tasks().containsKey(population)) {
            throw new TuttiException(
                    TuttiError.ORDER_REFUSED, population + ": expected a population without a task, this one has one");
        }
        Path plan = options.plan();
        // Before the examples, which take a while.
        Optional<OwnPlan> own = plan == null
                ? Optional.empty()
                : Optional.of(OwnPlan.read(plan, Objects.requireNonNull(options.initial(), "given with the plan")));
        progress.step("writing plan and first model");
        Workload example = Simulation.workload(options.devices(), options.seed(), null);
        Workload workload = own.map(given -> given.beside(example)).orElse(example);
        try {
            SimulatedTask made = fitting(operator, task(workload));
            PublishedTask published = PublishedTask.write(made, operator.artifacts(), operator.key());
            TaskConfig task = made.config(published);
            progress.step("waiting for the job's answer");
            operator.order(TaskOrder.create(task, Operator.nextNumber()));
        } catch (IOException e) {
            throw new TuttiException(TuttiError.HOME_UNUSABLE, operator.artifacts() + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new TuttiException(TuttiError.USAGE, String.valueOf(e.getMessage()), e);
        }
        progress.done();
        progress.say(
                population + " is created: " + workload.plan().getDimension() + " parameters, " + options.committee()
                        + " decryptors" + inEach() + ". Next: ./tutti task start --population " + population);
    }

    private String inEach() {
        return options.subCohorts() == 1 ? "" : " in each of " + options.subCohorts() + " sub-cohorts";
    }

    private SimulatedTask task(Workload workload) {
        return SimulatedTask.of(
                        workload,
                        options.population(),
                        options.committee(),
                        workload.devices().size(),
                        options.rounds(),
                        UnaryOperator.identity())
                .withGuard(options.guard())
                .withSubCohorts(options.subCohorts())
                .withSealing(options.sealing());
    }

    /** The task with limits that the job accepts; of a job whose configuration lies elsewhere only it knows them. */
    private static SimulatedTask fitting(Operator operator, SimulatedTask task) throws TuttiException {
        Optional<JobConfig> job = operator.job();
        if (job.isEmpty()) {
            return task;
        }
        long most = job.get().bytesTtlMillis();
        return task.within(most)
                .orElseThrow(() -> new TuttiException(
                        TuttiError.ORDER_REFUSED,
                        task.population() + ": its rounds may take "
                                + task.longestRound().toSeconds() + " s, and the job keeps bytes for " + most / 1000
                                + " s, as long as the tasks of its configuration need; give fewer --devices or a smaller"
                                + " --committee, or begin with a larger task: ./tutti cluster submit --devices N"));
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
