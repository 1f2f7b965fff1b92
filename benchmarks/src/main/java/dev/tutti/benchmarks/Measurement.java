package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.Terms;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One measured operation.
 *
 * @param operation class and method, without package
 * @param parameters JMH's parameters
 * @param cpuMillis CPU time of the process per operation, mean of the iterations
 * @param wallMillis wall time per operation, mean of the iterations
 * @param wallErrorMillis half of the 99.9 % interval of that mean; NaN with fewer than three iterations
 */
record Measurement(
        String operation,
        SortedMap<String, String> parameters,
        double cpuMillis,
        double wallMillis,
        double wallErrorMillis) {

    static List<Measurement> of(Collection<RunResult> results) {
        return results.stream()
                .map(Measurement::of)
                .sorted(Comparator.comparing(Measurement::operation)
                        .thenComparing(measured -> measured.parameters().toString()))
                .toList();
    }

    private static Measurement of(RunResult result) {
        BenchmarkParams benchmark = result.getParams();
        SortedMap<String, String> parameters = new TreeMap<>();
        benchmark.getParamsKeys().forEach(key -> parameters.put(key, benchmark.getParam(key)));
        String[] name = benchmark.getBenchmark().split("\\.");
        Result<?> primary = result.getPrimaryResult();
        return new Measurement(
                name[name.length - 2] + "." + name[name.length - 1],
                parameters,
                Objects.requireNonNull(
                                result.getSecondaryResults().get(CpuTime.LABEL), "every run has the CPU profiler")
                        .getScore(),
                primary.getScore(),
                primary.getScoreError());
    }

    /** Ring and sealing, where the operation depends on them. */
    Optional<Terms> terms() {
        return Optional.ofNullable(parameters.get("terms")).map(Terms::valueOf);
    }

    /** The value of a parameter, or 0 where the operation has none of that name. */
    int parameter(String name) {
        return Integer.parseInt(parameters.getOrDefault(name, "0"));
    }
}
