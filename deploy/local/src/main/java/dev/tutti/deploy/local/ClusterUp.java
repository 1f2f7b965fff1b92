package dev.tutti.deploy.local;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.report.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Starts what does not run yet. Whatever it starts is noted at once, so that {@code down} finds it. */
final class ClusterUp {
    /** The topics of a local cluster. */
    static final Topics TOPICS = new Topics("tutti");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int POLL_MILLIS = 250;
    private static final int LOG_LINES = 3;

    private final ClusterOptions options;
    private final Progress progress;
    private final ClusterHome home;
    private final Processes processes;
    private final LocalFlink flink;
    private final Distribution distribution;

    ClusterUp(ClusterOptions options, Distribution distribution, Progress progress) {
        this.options = options;
        this.progress = progress;
        this.distribution = distribution;
        this.home = options.home();
        this.processes = new Processes(home.root(), home.run());
        this.flink = new LocalFlink(home, distribution);
    }

    /** States from which a job does not come back by itself. */
    private static final Set<String> OVER = Set.of("FAILED", "CANCELED", "FINISHED");

    /** Asked again and again until it says yes. */
    @FunctionalInterface
    private interface Question {
        boolean ask() throws IOException, InterruptedException;
    }

    /**
     * Starts the cluster.
     *
     * @param lock the home, held
     */
    void run(HomeLock lock) throws TuttiException, IOException, InterruptedException {
        distribution.jobJar();
        home.create();
        home.operator();
        home.issuer();
        boolean brokerRuns = processes.running(LocalBroker.NAME).isPresent();
        boolean flinkRuns = processes.running(LocalFlink.JOB_MANAGER).isPresent();
        LocalPorts ports = LocalPorts.choose(home.conf().resolve("ports.properties"), brokerRuns, flinkRuns);
        Path logging = LocalFlink.writeLogging(home);
        home.listensAt(ports.brokerAddress(), ports.restAddress());

        FlinkRest rest = new FlinkRest(ports.restAddress());
        boolean any = false;
        if (!brokerRuns) {
            any = true;
            start(LocalBroker.jvm(home, distribution, ports), logging);
        }
        if (!flinkRuns) {
            any = true;
            flink.writeSettings(ports);
            start(flink.jobManager(), logging);
        }
        for (int n = 1; n <= options.taskManagers(); n++) {
            if (processes.running(LocalFlink.taskManager(n)).isEmpty()) {
                any = true;
                start(flink.taskManagerJvm(n), logging);
            }
        }
        await(LocalBroker.NAME, "the broker", () -> LocalBroker.answers(ports.brokerAddress()));
        progress.step("creating topics");
        LocalBroker.createTopics(ports.brokerAddress(), TOPICS, PATIENCE);
        await(LocalFlink.JOB_MANAGER, "the JobManager", () -> rest.taskManagers() >= 0);
        for (int n = 1; n <= options.taskManagers(); n++) {
            int expected = n;
            await(LocalFlink.taskManager(n), "TaskManager " + n, () -> rest.taskManagers() >= expected);
        }
        progress.done();
        tell(
                ports,
                any,
                rest.jobs().stream().findFirst().map(job -> job.path("state").asText()));
    }

    private void start(Jvm jvm, Path logging) throws IOException {
        progress.step("starting " + jvm.name());
        Process process = jvm.start(home.root(), home.logs(), logging);
        processes.note(jvm.name(), process.pid());
    }

    private void await(String name, String title, Question question)
            throws TuttiException, IOException, InterruptedException {
        progress.step("waiting for " + title);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (question.ask()) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            if (processes.running(name).isEmpty()) {
                throw failed(name, "ended while it started");
            }
            if (System.nanoTime() > deadline) {
                throw failed(name, "did not answer within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private TuttiException failed(String name, String what) throws IOException {
        Path log = home.logs().resolve(name + ".log");
        List<String> lines = Files.exists(log)
                ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        return new TuttiException(
                TuttiError.PROCESS_FAILED,
                name + " " + what + "; " + log + " ends: " + last + "; " + options.next("cluster down")
                        + " stops what is left");
    }

    private void tell(LocalPorts ports, boolean any, Optional<String> job) throws IOException {
        progress.say(any ? "The cluster is up." : "The cluster was up already.");
        line(LocalBroker.NAME, ports.brokerAddress());
        line(LocalFlink.JOB_MANAGER, "http://" + ports.restAddress());
        for (int n = 1; n <= options.taskManagers(); n++) {
            line(LocalFlink.taskManager(n), LocalFlink.SLOTS + " slots");
        }
        progress.say("  logs, checkpoints, models and development keys: " + home.root());
        if (job.isEmpty()) {
            progress.say("Next: " + options.next("cluster submit"));
        } else if (OVER.contains(job.get())) {
            progress.say("The last job is " + job.get() + ". Next: " + options.next("cluster submit --restore latest"));
        } else {
            progress.say("The job is " + job.get() + "; it goes on by itself.");
        }
    }

    private void line(String name, String where) throws IOException {
        Optional<RunningProcess> process = processes.running(name);
        progress.say(String.format(
                "  %-14s pid %-8s %s",
                name, process.map(p -> Long.toString(p.pid())).orElse("-"), where));
    }
}
