package dev.tutti.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tutti.benchmarks.secagg.DeviceBenchmark;
import dev.tutti.benchmarks.secagg.LimitsBenchmark;
import dev.tutti.benchmarks.secagg.ServerBenchmark;
import dev.tutti.benchmarks.secagg.VerifyBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One run of the secure-aggregation benchmarks, its tables and its JSON. */
final class SecaggRun {
    private static final String LIMITS = LimitsBenchmark.class.getSimpleName() + "\\..*";
    private static final String DEVICE = DeviceBenchmark.class.getSimpleName() + "\\.";
    private static final String SERVER = ServerBenchmark.class.getSimpleName() + "\\.";
    private static final String VERIFY = VerifyBenchmark.class.getSimpleName() + "\\..*";

    /** Beside the acceptance's terms: a million parameters over two primes, and sealed to X-Wing keys. */
    private static final List<Group> OTHER_TERMS = List.of(
            new Group(DEVICE + "whole$", Map.of("dimension", "1000000", "terms", "TWO_PRIMES")),
            new Group(DEVICE + "(whole|seal)$", Map.of("dimension", "1000000", "terms", "X_WING")),
            new Group(
                    SERVER + "(whole|addOne)$", Map.of("dimension", "1000000", "dropOut", "0", "terms", "TWO_PRIMES")));

    /**
     * What to measure and where to put it.
     *
     * @param groups what is measured, in this order
     * @param forks JVMs per benchmark, one after another; 0 measures in this one, and in silence
     * @param warmUp iterations before, of {@code warmUpTime}: the compiler's work must be done when it counts
     * @param warmUpTime of each of them
     * @param iterations measured iterations
     * @param iterationTime of each of them
     * @param json where all measurements go, if anywhere
     * @param results folder for the tables
     * @param suffix of the tables' file
     */
    record Options(
            List<Group> groups,
            int forks,
            int warmUp,
            TimeValue warmUpTime,
            int iterations,
            TimeValue iterationTime,
            @Nullable Path json,
            Path results,
            String suffix) {

        static Options full(@Nullable Path json, Path results) {
            return new Options(
                    withOtherTerms(
                            new Group(LIMITS, Map.of()),
                            new Group(VERIFY, Map.of()),
                            new Group(DEVICE + ".*", Map.of()),
                            new Group(SERVER + ".*", Map.of()),
                            new Group(SERVER + ".*", Map.of("contributors", "300", "dimension", "100000"))),
                    1,
                    4,
                    TimeValue.seconds(2),
                    4,
                    TimeValue.seconds(2),
                    json,
                    results,
                    "");
        }

        static Options quick(@Nullable Path json, Path results) {
            return new Options(
                    withOtherTerms(
                            new Group(LIMITS, Map.of()),
                            new Group(VERIFY, Map.of()),
                            new Group(DEVICE + ".*", Map.of("dimension", "1000000")),
                            new Group(SERVER + "(?!whole$).*", Map.of("dimension", "1000000", "dropOut", "0")),
                            new Group(SERVER + "whole$", Map.of("dimension", "1000000"))),
                    1,
                    5,
                    TimeValue.seconds(2),
                    3,
                    TimeValue.seconds(1),
                    json,
                    results,
                    "-quick");
        }
    }

    private static List<Group> withOtherTerms(Group... groups) {
        List<Group> all = new ArrayList<>(List.of(groups));
        all.addAll(OTHER_TERMS);
        return all;
    }

    /**
     * Benchmarks that are run with the same parameters.
     *
     * @param pattern regular expression on their names
     * @param parameters values in place of JMH's defaults
     */
    record Group(String pattern, Map<String, String> parameters) {}

    private SecaggRun() {}

    static void run(Options options, PrintStream out) throws RunnerException, IOException {
        List<RunResult> results = new ArrayList<>();
        for (Group group : options.groups()) {
            results.addAll(run(group, options));
        }
        Machine machine = Machine.here();
        Measurements measured = new Measurements(Measurement.of(results));
        Uploads uploads = Uploads.of(measured);
        String report = Report.of(machine, measured, uploads);
        out.println();
        out.print(report);
        Path file = options.results().resolve("secagg-" + machine.slug() + options.suffix() + ".md");
        Files.createDirectories(options.results());
        Files.writeString(file, report);
        out.println("written to " + file);
        if (options.json() != null) {
            writeJson(options.json(), machine, measured, uploads);
            out.println("measurements: " + options.json());
        }
    }

    private static Collection<RunResult> run(Group group, Options options) throws RunnerException {
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include(group.pattern())
                .forks(options.forks())
                .threads(1)
                .warmupIterations(options.warmUp())
                .warmupTime(options.warmUpTime())
                .measurementIterations(options.iterations())
                .measurementTime(options.iterationTime())
                .shouldFailOnError(true)
                // Compiles before it goes on: else, on a busy machine, the compiler is still at it when it counts.
                .jvmArgsAppend("-Xbatch")
                .verbosity(options.forks() == 0 ? VerboseMode.SILENT : VerboseMode.NORMAL)
                .addProfiler(CpuTime.class);
        group.parameters().forEach(builder::param);
        return new Runner(builder.build()).run();
    }

    private static void writeJson(Path file, Machine machine, Measurements measured, Uploads uploads)
            throws IOException {
        Map<String, Object> limits = new LinkedHashMap<>();
        for (Limit limit : Limit.ALL) {
            limits.put(limit.method(), Map.of("rate", limit.rate(measured), "unit", limit.unit()));
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("machine", machine);
        root.put("limits", limits);
        root.put("uploadBytes", uploads.bytes());
        root.put("peers", Peer.ALL);
        root.put("measurements", measured.all());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), root);
    }
}
