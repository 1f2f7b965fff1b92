package dev.tutti.simulator;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.schemas.round.TaskStanding;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet must know of a running job before it can take part.
 *
 * @param operator reads what the cluster says
 * @param topics names of the topics
 * @param artifacts where plans, models and sums lie
 * @param task the task's terms
 */
record FleetTask(Operator operator, Topics topics, Path artifacts, TaskConfig task) {
    /**
     * Reads it from a cluster's home.
     *
     * @throws TuttiException when there is no cluster or no job, or the fleet asked for does not fit it
     */
    static FleetTask of(ClusterHome home, FleetOptions options) throws TuttiException {
        Operator operator = Operator.of(ClusterReach.of(home, options.bootstrap()));
        JobConfig job = job(home);
        Map<String, TaskConfig> tasks = new LinkedHashMap<>();
        job.tasks().forEach(task -> tasks.put(task.population(), task));
        operator.tasks().forEach((population, known) -> tasks.putIfAbsent(population, known.task()));
        TaskConfig task = task(List.copyOf(tasks.values()), options.population());
        int members = task.shape().members();
        fits(
                options.committee() == 0 || options.committee() == members,
                "--committee: the task has a committee of " + members + ", got " + options.committee());
        ShareSealing sealing = task.shape().shareSealing();
        ShareSealing asked = options.sealing() == null ? sealing : options.sealing();
        fits(
                asked == sealing,
                "--sealing: the task seals shares to " + CommandLine.name(sealing) + " keys, got "
                        + CommandLine.name(asked));
        FleetTask found = new FleetTask(operator, job.topics(), home.artifacts(), task);
        int devices = found.devices(options);
        int most = task.shape().maxContributors();
        fits(
                devices >= task.checkIns() && devices <= most,
                "--devices: a round of this task needs " + task.checkIns() + " to " + most + ", got " + devices);
        return found;
    }

    /** How many devices there are to be. */
    int devices(FleetOptions options) {
        return options.devices() == 0 ? task.shape().maxContributors() : options.devices();
    }

    /** How the task stands: as the job said last; running, as configured, when it has not said anything yet. */
    TaskStanding standing() throws TuttiException {
        Operator.Standing known = operator.tasks().get(task.population());
        return known == null ? TaskStanding.RUNNING : known.standing();
    }

    /** Where the broker listens. */
    String bootstrapServers() {
        return operator.kafka().bootstrapServers();
    }

    /** From an announcement to its outcome when every phase takes all it may. */
    Duration longestRound() {
        RoundTiming timing = task.timing();
        return Duration.ofMillis(timing.collectMillis() + timing.voteMillis() + timing.unmaskMillis());
    }

    private static JobConfig job(ClusterHome home) throws TuttiException {
        if (!Files.exists(home.jobConfig())) {
            throw new TuttiException(
                    TuttiError.JOB_CONFIG,
                    home.jobConfig() + ": expected the job's configuration; ./tutti cluster submit writes it");
        }
        try {
            return JobConfigFile.read(home.jobConfig());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new TuttiException(TuttiError.JOB_CONFIG, home.jobConfig() + ": " + e.getMessage(), e);
        }
    }

    private static TaskConfig task(List<TaskConfig> tasks, @Nullable String population) throws TuttiException {
        List<String> served = tasks.stream().map(TaskConfig::population).toList();
        if (population == null) {
            fits(served.size() == 1, "--population: expected one of " + served + ", got none");
            return tasks.get(0);
        }
        return tasks.stream()
                .filter(task -> task.population().equals(population))
                .findFirst()
                .orElseThrow(() -> new TuttiException(
                        TuttiError.FLEET_UNFIT, "--population: expected one of " + served + ", got " + population));
    }

    private static void fits(boolean holds, String message) throws TuttiException {
        if (!holds) {
            throw new TuttiException(TuttiError.FLEET_UNFIT, message);
        }
    }
}
