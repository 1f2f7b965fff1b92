package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.inRange;
import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.workload.fitness.FitnessWorkload;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti fleet} was asked to do.
 *
 * @param home the cluster's home
 * @param bootstrap where the broker listens, or null for where the home says
 * @param population what to take part in, or null for the job's only one
 * @param devices virtual devices; 0 for as many as the task was made for
 * @param committee decryptors per round the task is expected to have; 0 for any
 * @param sealing how the task is expected to seal shares, or null for any way
 * @param workload what is learned
 * @param rounds completed rounds to watch, 1 … {@value #MAX_ROUNDS}
 * @param seed the devices' examples, shuffling and rounding follow from it
 * @param json file for the results, or null
 * @param check whether every sum is compared with the plain one
 */
public record FleetOptions(
        Path home,
        @Nullable String bootstrap,
        @Nullable String population,
        int devices,
        int committee,
        @Nullable ShareSealing sealing,
        String workload,
        int rounds,
        long seed,
        @Nullable Path json,
        boolean check) {
    static final int MAX_ROUNDS = 10_000;
    static final int MAX_DEVICES = 1_024;

    private static final Set<String> VALUED = Set.of(
            "--home",
            "--bootstrap",
            "--population",
            "--devices",
            "--committee",
            "--sealing",
            "--workload",
            "--rounds",
            "--seed",
            "--json");
    private static final Set<String> FLAGS = Set.of("--check", "--no-check");

    /** What {@code --help} prints. */
    public static final String HELP = """
            Usage: tutti fleet [options]

            Virtual devices that run the real SDK, in a process of their own, against a cluster that runs the job
            (./tutti cluster up, ./tutti cluster submit). One line per round; ends after --rounds completed ones.

              --home DIR            the cluster's home: keys, artifacts, the task (default .tutti/cluster)
              --bootstrap HOST:PORT where the broker listens (default: where the home says)
              --population NAME     what to take part in (default: the job's only population)
              --devices N           virtual devices, up to 1024 (default: as many as the task was made for)
              --committee N         refuse a task that has another committee size
              --sealing KIND        refuse a task that seals shares otherwise: x25519 or x-wing (default: as the
                                    task does)
              --workload NAME       what is learned: fitness (default fitness)
              --rounds N            completed rounds to watch, 1 to 10000 (default 3)
              --seed N              the devices' examples and chance follow from it (default 1)
              --json FILE           write every figure to FILE
              --check, --no-check   compare every sum with the plain one, bit for bit (default --check)
              --help                this text

            Exit codes: 0 all well; 1 a sum was not exact, or no round came; 2 the command line was not
            understood; 3 a file could not be read or written. Errors have numbers: docs/errors.md.
            """;

    /** Refuses values outside their ranges. */
    public FleetOptions {
        require(
                workload.equals(FitnessWorkload.NAME),
                "--workload: expected " + FitnessWorkload.NAME + ", got " + workload);
        if (population != null) {
            CommandLine.population(population);
        }
        inRange("--devices", devices, 0, MAX_DEVICES);
        inRange("--rounds", rounds, 1, MAX_ROUNDS);
    }

    /**
     * Reads a command line.
     *
     * @param arguments what follows {@code fleet}
     * @throws TuttiException with {@link TuttiError#USAGE}, naming the option
     */
    public static FleetOptions parse(List<String> arguments) throws TuttiException {
        return CommandLine.read("fleet", arguments, VALUED, FLAGS, FleetOptions::of);
    }

    private static FleetOptions of(CommandLine line) {
        require(
                !(line.has("--check") && line.has("--no-check")),
                "--check and --no-check: expected one of them, got both");
        Path home = line.path("--home");
        return new FleetOptions(
                home == null ? ClusterHome.DEFAULT : home,
                line.has("--bootstrap") ? line.text("--bootstrap", "") : null,
                line.has("--population") ? line.text("--population", "") : null,
                line.number("--devices", 0),
                line.number("--committee", 0),
                line.has("--sealing") ? line.sealing("--sealing", ShareSealing.HPKE_X25519) : null,
                line.text("--workload", FitnessWorkload.NAME),
                line.number("--rounds", 3),
                line.whole("--seed", 1),
                line.path("--json"),
                !line.has("--no-check"));
    }
}
