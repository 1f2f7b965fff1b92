package dev.tutti.deploy.local;

import static dev.tutti.simulator.CommandLine.inRange;
import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.simulator.CommandLine;
import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti cluster} was asked to do.
 *
 * @param home where everything lies
 * @param taskManagers TaskManagers to run, 1 … {@value #MAX_TASK_MANAGERS}
 * @param config the job's configuration, or null to write one
 * @param devices devices the written task is made for
 * @param committee its decryptors per round
 * @param restore {@code latest}, the path of a checkpoint or savepoint, or null to start afresh
 * @param json whether the status is for a machine
 * @param keepData whether what the cluster wrote stays
 */
record ClusterOptions(
        ClusterHome home,
        int taskManagers,
        @Nullable Path config,
        int devices,
        int committee,
        @Nullable String restore,
        boolean json,
        boolean keepData) {
    static final int MAX_TASK_MANAGERS = 8;

    private static final List<Integer> COMMITTEES = List.of(8, 16, 32, 64, 128);
    private static final int LEAST_DEVICES = 8;
    private static final int MOST_DEVICES = 1_000;

    private static final Map<String, Set<String>> VALUED = Map.of(
            "up", Set.of("--home", "--task-managers"),
            "submit", Set.of("--home", "--config", "--devices", "--committee", "--restore"),
            "status", Set.of("--home"),
            "down", Set.of("--home"));
    private static final Map<String, Set<String>> FLAGS =
            Map.of("up", Set.of(), "submit", Set.of(), "status", Set.of("--json"), "down", Set.of("--keep-data"));

    /** What {@code --help} prints. */
    static final String HELP = """
            Usage: tutti cluster up|submit|status|down [--home DIR] [options]

            A cluster on this machine, each part a process of its own: a Kafka broker, a Flink JobManager,
            TaskManagers. Everything lies in DIR (default .tutti/cluster): logs, checkpoints, models, keys.
            The keys are for development; they lie there in the clear.

              up       start what does not run yet; starting twice changes nothing
                --task-managers N   TaskManagers, 1 to 8, two slots each (default 1)
              submit   upload the job and wait until all of it runs
                --config FILE       the job's configuration (default: one is written, for a fleet)
                --devices N         devices the written task is made for, 8 to 1000 (default 16)
                --committee N       its decryptors per round: 8, 16, 32, 64 or 128 (default 8)
                --restore latest    go on from the latest checkpoint or savepoint; a job that runs is stopped first
                --restore PATH      go on from this one
              status   what runs, how far the job is, what the topics hold
                --json              for machines
              down     stop everything; the data goes, the keys stay
                --keep-data         the data stays too, for the next up

            Then: ./tutti fleet --rounds 3

            Exit codes: 0 all well; 1 something did not start, run or stop; 2 the command line was not
            understood; 3 this machine lacks something. Errors have numbers: docs/errors.md.
            """;

    /** Refuses values outside their ranges. */
    ClusterOptions {
        inRange("--task-managers", taskManagers, 1, MAX_TASK_MANAGERS);
        inRange("--devices", devices, LEAST_DEVICES, MOST_DEVICES);
        require(COMMITTEES.contains(committee), "--committee: expected one of " + COMMITTEES + ", got " + committee);
        require(committee <= devices, "--committee: expected at most as many as --devices, got " + committee);
    }

    /**
     * Reads the options of one of the four.
     *
     * @throws TuttiException with {@link TuttiError#USAGE}, naming what was not understood
     */
    static ClusterOptions parse(String command, List<String> words) throws TuttiException {
        Set<String> valued = VALUED.get(command);
        Set<String> flags = FLAGS.get(command);
        if (valued == null || flags == null) {
            throw new TuttiException(
                    TuttiError.USAGE,
                    "cluster " + command + ": expected one of up, submit, status, down; see tutti cluster --help");
        }
        return CommandLine.read("cluster", words, valued, flags, ClusterOptions::of);
    }

    private static ClusterOptions of(CommandLine line) {
        require(
                !(line.has("--config") && (line.has("--devices") || line.has("--committee"))),
                "--config and --devices or --committee: the file says both, expected only one of them");
        Path home = line.path("--home");
        return new ClusterOptions(
                new ClusterHome(home == null ? ClusterHome.DEFAULT : home),
                line.number("--task-managers", 1),
                line.path("--config"),
                line.number("--devices", 16),
                line.number("--committee", 8),
                line.has("--restore") ? line.text("--restore", "") : null,
                line.has("--json"),
                line.has("--keep-data"));
    }

    /** The command to type next, for this home. */
    String next(String command) {
        boolean usual = home.equals(new ClusterHome(ClusterHome.DEFAULT));
        return "./tutti " + command + (usual ? "" : " --home " + home.root());
    }
}
