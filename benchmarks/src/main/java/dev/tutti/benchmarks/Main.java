package dev.tutti.benchmarks;

import dev.tutti.benchmarks.leaks.LeakRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** The command line: {@code tutti bench <what> [options]}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_WRITTEN = 3;

    private static final String HELP = """
            Usage: ./tutti bench <secagg|leaks> [options]

            secagg: measures secure aggregation beside the limits of this machine, compares it with its peers,
            and writes the tables to benchmarks/results/. Takes half an hour; leave the machine alone.

              --quick      d = 1,000,000 and n = 100 only, few iterations: a quarter of an hour
              --json FILE  all measurements as JSON

            leaks: asks whether operations on secrets take a time that depends on them (dudect's t-test), and
            prints t for each. Judges nothing: on a busy machine repeat it.

              --quick      a tenth of the measurements

              --help       this text
            """;

    private Main() {}

    /**
     * Runs a command and exits with its code.
     *
     * @param arguments {@code bench}, what to measure, options
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path results = Path.of(System.getProperty("tutti.root", "."), "benchmarks", "results");
        System.exit(run(List.of(arguments), results, out, err));
    }

    /** Runs a command and returns its exit code. */
    static int run(List<String> arguments, Path results, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>(arguments);
        words.remove("bench");
        if (words.isEmpty() || words.contains("--help") || words.contains("help")) {
            (words.isEmpty() ? err : out).print(HELP);
            return words.isEmpty() ? USAGE : 0;
        }
        try {
            if (words.get(0).equals("secagg")) {
                SecaggRun.run(options(words.subList(1, words.size()), results), out);
                return 0;
            }
            if (words.get(0).equals("leaks")) {
                LeakRun.run(leakMeasurements(words.subList(1, words.size())), out);
                return 0;
            }
            throw new IllegalArgumentException(words.get(0) + ": expected secagg or leaks");
        } catch (IllegalArgumentException e) {
            err.println("TUTTI-1001 " + e.getMessage() + "; ./tutti bench --help lists the options (docs/errors.md)");
            return USAGE;
        } catch (IOException e) {
            err.println("TUTTI-1401 the results cannot be written: " + e.getMessage() + " (docs/errors.md)");
            return NOT_WRITTEN;
        } catch (RunnerException e) {
            err.println("TUTTI-1901 a benchmark failed: " + e.getMessage() + " (docs/errors.md)");
            return FAILED;
        }
    }

    private static int leakMeasurements(List<String> words) {
        if (words.isEmpty() || words.equals(List.of("--quick"))) {
            return words.isEmpty() ? LeakRun.FULL : LeakRun.QUICK;
        }
        throw new IllegalArgumentException(String.join(" ", words) + ": expected --quick or nothing");
    }

    private static SecaggRun.Options options(List<String> words, Path results) {
        boolean quick = false;
        Path json = null;
        for (Iterator<String> word = words.iterator(); word.hasNext(); ) {
            String option = word.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--json" -> {
                    if (!word.hasNext()) {
                        throw new IllegalArgumentException("--json: expected a file, got nothing");
                    }
                    json = Path.of(word.next());
                }
                default -> throw new IllegalArgumentException(option + ": expected an option of bench secagg");
            }
        }
        return quick ? SecaggRun.Options.quick(json, results) : SecaggRun.Options.full(json, results);
    }
}
