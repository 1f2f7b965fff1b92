package dev.tutti.deploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.report.Progress;
import dev.tutti.simulator.workload.Workload;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.fitness.FitnessWorkload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings the job onto the cluster, and waits until every task of it really runs. */
final class ClusterSubmit {
    private static final String LATEST = "latest";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 250;
    /** The model a task starts from follows from it. */
    private static final long SEED = 1;

    private final ClusterOptions options;
    private final Distribution distribution;
    private final Progress progress;
    private final ClusterHome home;

    ClusterSubmit(ClusterOptions options, Distribution distribution, Progress progress) {
        this.options = options;
        this.distribution = distribution;
        this.progress = progress;
        this.home = options.home();
    }

    /**
     * Submits the job.
     *
     * @param lock the home, held
     */
    void run(HomeLock lock) throws TuttiException, IOException, InterruptedException {
        Path jar = distribution.jobJar();
        ClusterState state = ClusterState.of(home);
        FlinkRest rest = new FlinkRest(home.restAddress().orElse(""));
        String broker = home.bootstrapServers().orElse("");
        if (!state.isUp()) {
            throw new TuttiException(
                    TuttiError.CLUSTER_DOWN,
                    home.root() + ": expected a broker, a JobManager and a TaskManager that run, found "
                            + state.runningNames() + "; " + options.next("cluster up"));
        }
        try {
            Optional<JsonNode> running = FlinkJobs.live(rest);
            refuseASecondJob(running);
            writeConfig(broker);
            Optional<String> from = restored(rest, running);
            run(rest, jar, from);
        } catch (FlinkRest.RefusedException e) {
            throw new TuttiException(
                    TuttiError.JOB_REFUSED,
                    "the cluster refused: " + e.getMessage() + "; "
                            + home.logs().resolve("jobmanager.log") + " says more",
                    e);
        }
    }

    private void refuseASecondJob(Optional<JsonNode> running) throws TuttiException, IOException {
        if (options.restore() != null) {
            return;
        }
        if (running.isPresent()) {
            throw new TuttiException(
                    TuttiError.JOB_RUNNING,
                    "job " + running.get().path("jid").asText() + " is "
                            + running.get().path("state").asText()
                            + ": expected none; --restore latest stops it with a savepoint and goes on from there");
        }
        Optional<Path> left = SavedStates.newest(home);
        if (left.isPresent()) {
            throw new TuttiException(
                    TuttiError.STATE_LEFT,
                    left.get() + ": an earlier job left it; --restore latest goes on from there, and "
                            + options.next("cluster down") + " then up begins anew");
        }
    }

    private void writeConfig(String broker) throws TuttiException, IOException, InterruptedException {
        Path given = options.config();
        if (given != null) {
            read(given);
            Files.copy(given, home.jobConfig(), StandardCopyOption.REPLACE_EXISTING);
        } else if (options.restore() != null && Files.exists(home.jobConfig())) {
            // Going on, the task is the one it was.
            DevelopmentJob.readdress(home, broker);
        } else {
            progress.step("writing the task: plan, model, configuration");
            DevelopmentJob.write(home, broker, workload(), options.committee());
        }
        read(home.jobConfig());
    }

    private Workload workload() {
        try {
            return FitnessWorkload.of(options.devices(), SEED, null);
        } catch (WorkloadException e) {
            throw new IllegalStateException("expected people that are made up to need no data", e);
        }
    }

    /** What the job would trip over is better said before there is a job. */
    private static void read(Path config) throws TuttiException {
        try {
            JobConfigFile.read(config);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new TuttiException(TuttiError.JOB_CONFIG, config + ": " + e.getMessage(), e);
        }
    }

    /** From where the job is to go on; a job that runs is stopped for it. */
    private Optional<String> restored(FlinkRest rest, Optional<JsonNode> running)
            throws TuttiException, IOException, InterruptedException {
        String restore = options.restore();
        if (restore == null) {
            return Optional.empty();
        }
        if (!restore.equals(LATEST)) {
            Path folder = folder(restore);
            if (!SavedStates.isComplete(folder)) {
                throw new TuttiException(
                        TuttiError.NOTHING_TO_RESTORE,
                        restore + ": expected the folder of a complete checkpoint or savepoint, one with _metadata");
            }
            if (running.isPresent()) {
                progress.step("cancelling the job that runs");
                FlinkJobs.cancel(rest, running.get().path("jid").asText(), PATIENCE);
            }
            return Optional.of(folder.toUri().toString());
        }
        if (running.isPresent()) {
            progress.step("stopping the job that runs with a savepoint");
            return Optional.of(FlinkJobs.stop(
                    rest,
                    running.get().path("jid").asText(),
                    home.savepoints().toUri().toString(),
                    PATIENCE));
        }
        Optional<Path> newest = SavedStates.newest(home);
        if (newest.isEmpty()) {
            throw new TuttiException(
                    TuttiError.NOTHING_TO_RESTORE,
                    home.root() + ": expected a checkpoint or savepoint, found none; submit without --restore");
        }
        return newest.map(folder -> folder.toUri().toString());
    }

    private static Path folder(String given) {
        try {
            return given.startsWith("file:")
                    ? Path.of(URI.create(given))
                    : Path.of(given).toAbsolutePath();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return Path.of("");
        }
    }

    private void run(FlinkRest rest, Path jar, Optional<String> from)
            throws TuttiException, IOException, InterruptedException {
        progress.step("uploading the job");
        String uploaded = rest.upload(jar);
        progress.step("starting the job" + from.map(path -> " from " + path).orElse(""));
        String job = rest.run(uploaded, List.of(home.jobConfig().toString()), orNull(from));
        rest.delete(uploaded);
        awaitRunning(rest, job);
        progress.done();
        progress.say("Job " + job + " runs: " + "http://" + home.restAddress().orElse("") + "/#/job/" + job);
        progress.say("Next: " + options.next("fleet") + " --rounds 3");
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.orElse(null);
    }

    /** A job counts as running while its tasks still wait for slots, so the tasks are counted. */
    private void awaitRunning(FlinkRest rest, String job) throws TuttiException, IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            FlinkJobs.Tasks tasks = FlinkJobs.tasks(rest.job(job));
            if (tasks.allRun()) {
                return;
            }
            if (tasks.isOver()) {
                throw new TuttiException(
                        TuttiError.JOB_REFUSED,
                        "the job is " + tasks.state() + ": " + rest.failure(job).orElse("no cause was told"));
            }
            progress.at("tasks", tasks.running(), tasks.total());
            Thread.sleep(POLL_MILLIS);
        }
        throw new TuttiException(
                TuttiError.JOB_REFUSED,
                "expected all tasks to run within " + PATIENCE.toSeconds() + " s; "
                        + rest.failure(job).orElse("nothing failed: are there too few slots?"));
    }
}
