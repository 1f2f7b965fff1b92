package dev.tutti.benchmarks;

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
        return find("LimitsBenchmark." + method, 0, 0, 0)
                .map(Measurement::cpuMillis)
                .orElse(Double.NaN);
    }

    /** CPU milliseconds of a device's operation. */
    Optional<Double> device(String method, int dimension) {
        return find("DeviceBenchmark." + method, dimension, 0, 0).map(Measurement::cpuMillis);
    }

    /** CPU milliseconds of the job's operation. */
    Optional<Double> server(String method, int dimension, int contributors, int dropOut) {
        return find("ServerBenchmark." + method, dimension, contributors, dropOut)
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

    private Optional<Measurement> find(String operation, int dimension, int contributors, int dropOut) {
        return all.stream()
                .filter(measured -> measured.operation().equals(operation)
                        && measured.parameter("dimension") == dimension
                        && measured.parameter("contributors") == contributors
                        && measured.parameter("dropOut") == dropOut)
                .findFirst();
    }
}
