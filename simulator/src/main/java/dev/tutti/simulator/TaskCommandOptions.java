package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.inRange;
import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.job.config.Guard;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.cluster.SimulatedTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti task} was asked to do.
 *
 * @param action create, start, pause, stop or list
 * @param reach which cluster
 * @param population the task's; empty for list
 * @param devices devices a created task is made for
 * @param committee its decryptors per round, or per sub-cohort of it
 * @param subCohorts sub-cohorts of a round
 * @param sealing how shares are sealed
 * @param rounds rounds it announces; 0 for no end
 * @param seed initial weights follow from it, unless given
 * @param guard what its models must reach to be promoted
 * @param plan a plan of one's own, or null for the example's
 * @param initial its initial weights, or null
 */
record TaskCommandOptions(
        String action,
        ClusterReach reach,
        String population,
        int devices,
        int committee,
        int subCohorts,
        ShareSealing sealing,
        int rounds,
        long seed,
        Guard guard,
        @Nullable Path plan,
        @Nullable Path initial) {
    private static final List<String> ACTIONS = List.of("create", "start", "pause", "stop", "list");
    private static final Set<String> CREATE = ClusterReach.and(
            "--population",
            "--devices",
            "--committee",
            "--sub-cohorts",
            "--sealing",
            "--rounds",
            "--seed",
            "--guard-accuracy",
            "--guard-drop",
            "--plan",
            "--initial");
    private static final Set<String> OTHERS = ClusterReach.and("--population");

    /** What {@code --help} prints. */
    static final String HELP = """
            Usage: tutti task create|start|pause|stop|list [--population NAME] [options]

            Governs the tasks of a running cluster by orders that the operator signs. Several populations can
            train at once; each has one task and one model.

              create   writes plan and first model, and makes the task known; it waits to be started
                --population NAME     e.g. fitness/team
                --devices N           devices it is made for, 8 to 1000 (default 16)
                --committee N         decryptors per round: 8, 16, 32, 64 or 128 (default 8)
                --sub-cohorts L       cohorts a round is divided into, 1 to 8, a committee for each (default 1)
                --sealing KIND        keys that shares are sealed to: x25519 or x-wing (default x25519)
                --rounds N            rounds to announce, 0 for no end (default 0)
                --guard-accuracy A    models below this accuracy are not promoted, 0 to 1 (default 0)
                --guard-drop D        nor those further below the best promoted one, 0 to 1 (default 1)
                --plan FILE           a plan of your own: Avro TrainingPlan, single-object encoding
                --initial FILE        its first weights: finite float32, big-endian, as many as its dimension
                --seed N              the example's first weights follow from it (default 1)
              start    announces rounds, from now on or again
              pause    announces no more until started again; rounds in flight end as they are
              stop     the same for good
              list     all tasks and how they stand

            Then: ./tutti fleet --population NAME

            %s

            Exit codes: 0 all well; 1 no cluster, or no such task; 2 the command line was not understood; 3 a
            file could not be read. Errors have numbers: docs/errors.md.
            """.formatted(ClusterReach.HELP.strip());

    TaskCommandOptions {
        if (!action.equals("list") || !population.isEmpty()) {
            CommandLine.population(population);
        }
        inRange("--devices", devices, 8, 1000);
        require(
                DemoOptions.COMMITTEES.contains(committee) && committee <= devices,
                "--committee: expected one of " + DemoOptions.COMMITTEES + " and at most --devices, got " + committee);
        inRange("--sub-cohorts", subCohorts, 1, SimulatedTask.MOST_SUB_COHORTS);
        SimulatedTask.refusal(devices, devices, committee, subCohorts)
                .ifPresent(reason -> require(false, "--sub-cohorts: " + reason));
        require((plan == null) == (initial == null), "--plan and --initial: expected both or none");
    }

    static TaskCommandOptions parse(List<String> words) throws TuttiException {
        String action = words.isEmpty() ? "" : words.get(0);
        if (!ACTIONS.contains(action)) {
            throw new TuttiException(
                    TuttiError.USAGE, "task " + action + ": expected one of " + ACTIONS + "; see tutti task --help");
        }
        return CommandLine.read(
                "task",
                words.subList(1, words.size()),
                action.equals("create") ? CREATE : OTHERS,
                Set.of(),
                line -> of(action, line));
    }

    private static TaskCommandOptions of(String action, CommandLine line) {
        return new TaskCommandOptions(
                action,
                ClusterReach.of(line),
                line.text("--population", ""),
                line.number("--devices", 16),
                line.number("--committee", 8),
                line.number("--sub-cohorts", 1),
                line.sealing("--sealing", ShareSealing.HPKE_X25519),
                line.number("--rounds", 0),
                line.whole("--seed", 1),
                new Guard(line.share("--guard-accuracy", 0), line.share("--guard-drop", 1)),
                line.path("--plan"),
                line.path("--initial"));
    }
}
