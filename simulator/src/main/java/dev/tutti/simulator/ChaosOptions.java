package dev.tutti.simulator;

import static dev.tutti.simulator.CommandLine.inRange;
import static dev.tutti.simulator.CommandLine.require;

import dev.tutti.simulator.cluster.SimulatedTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./tutti chaos} was asked to do.
 *
 * @param runs kill-and-restart runs, one round each, 1 … {@value #MAX_RUNS}
 * @param devices virtual devices, {@value #MIN_DEVICES} … {@value #MAX_DEVICES}
 * @param seed what is struck when follows from it
 * @param json file for the results, or null
 * @param subCohorts sub-cohorts of a round, 1 … 8
 */
public record ChaosOptions(
        int runs, int devices, long seed, @Nullable Path json, int subCohorts) {
    static final int MAX_RUNS = 1000;
    static final int MIN_DEVICES = 8;
    static final int MAX_DEVICES = 100;
    /** Decryptors per round. */
    static final int COMMITTEE = 8;

    private static final Set<String> VALUED = Set.of("--runs", "--devices", "--seed", "--json", "--sub-cohorts");

    /** What {@code --help} prints. */
    public static final String HELP = """
            Usage: tutti chaos [options]

            Runs the real job with a fleet of virtual devices and, in every round, kills it at a seeded moment
            (while updates come in, after the seal, between votes, between replies, after unmasking) and lets it
            start again. Then derives every round again from the log alone, and compares: the cohort's root,
            the sum, the model. One line per run; non-zero exit on any difference.

              --runs N         kill-and-restart runs, one round each, 1 to 1000 (default 50)
              --devices N      virtual devices, 8 to 100 (default 12); 8 of them are decryptors
              --sub-cohorts L  cohorts a round is divided into, 1 to 8 (default 1), with 8 decryptors each
              --seed N         what is struck when follows from it (default 1)
              --json FILE      write the results to FILE
              --help           this text

            Exit codes: 0 no difference; 1 the run failed, or something differed; 2 the command line was not
            understood; 3 a file could not be written. Errors have numbers: docs/errors.md.
            """;

    /** Refuses values outside their ranges. */
    public ChaosOptions {
        inRange("--runs", runs, 1, MAX_RUNS);
        inRange("--devices", devices, MIN_DEVICES, MAX_DEVICES);
        inRange("--sub-cohorts", subCohorts, 1, SimulatedTask.MOST_SUB_COHORTS);
        SimulatedTask.refusal(devices, devices, COMMITTEE, subCohorts)
                .ifPresent(reason -> require(false, "--sub-cohorts: " + reason));
    }

    /**
     * Reads a command line.
     *
     * @param arguments what follows {@code chaos}
     * @throws TuttiException with {@link TuttiError#USAGE}, naming the option
     */
    public static ChaosOptions parse(List<String> arguments) throws TuttiException {
        return CommandLine.read(
                "chaos",
                arguments,
                VALUED,
                Set.of(),
                line -> new ChaosOptions(
                        line.number("--runs", 50),
                        line.number("--devices", 12),
                        line.whole("--seed", 1),
                        line.path("--json"),
                        line.number("--sub-cohorts", 1)));
    }

    /** The simulation underneath: everybody takes part, so that nothing but the blows disturbs a round. */
    DemoOptions simulation() {
        return new DemoOptions("fitness", devices, runs, 0, COMMITTEE, 0, null, seed, null, true)
                .withSubCohorts(subCohorts);
    }
}
