package dev.tutti.benchmarks;

import dev.tutti.benchmarks.secagg.Terms;
import java.util.List;
import java.util.Optional;

/**
 * Everything measured in one run.
 *
 * @param all sorted by operation
 */
record Measurements(List<Measurement> all) {
    /** CPU milliseconds of an operation without parameters; NaN when it was not measured. */
    double limit(String method) {
        return find("LimitsBenchmark." + method, 0, 0, 0, Optional.empty())
                .map(Measurement::cpuMillis)
                .orElse(Double.NaN);
    }

    /** CPU milliseconds of a verification. */
    Optional<Double> verify(String method) {
        return find("VerifyBenchmark." + method, 0, 0, 0, Optional.empty()).map(Measurement::cpuMillis);
    }

    /** CPU milliseconds of a device's operation. */
    Optional<Double> device(String method, int dimension, Terms terms) {
        return find("DeviceBenchmark." + method, dimension, 0, 0, Optional.of(terms))
                .map(Measurement::cpuMillis);
    }

    /** CPU milliseconds of the job's operation. */
    Optional<Double> server(String method, int dimension, int contributors, int dropOut, Terms terms) {
        return find("ServerBenchmark." + method, dimension, contributors, dropOut, Optional.of(terms))
                .map(Measurement::cpuMillis);
    }

    /** The distinct values of a parameter, ascending. */
    List<Integer> values(String parameter) {
        return all.stream()
                .filter(measured -> measured.parameters().containsKey(parameter))
                .map(measured -> measured.parameter(parameter))
                .distinct()
                .sorted()
                .toList();
    }

    private Optional<Measurement> find(
            String operation, int dimension, int contributors, int dropOut, Optional<Terms> terms) {
        return all.stream()
                .filter(measured -> measured.operation().equals(operation)
                        && measured.parameter("dimension") == dimension
                        && measured.parameter("contributors") == contributors
                        && measured.parameter("dropOut") == dropOut
                        && measured.terms().equals(terms))
                .findFirst();
    }
}
