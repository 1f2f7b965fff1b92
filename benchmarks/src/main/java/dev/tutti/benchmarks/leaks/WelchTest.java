package dev.tutti.benchmarks.leaks;

/** Welch's t-test between two classes of measurements, which it takes one at a time (Welford's recurrence). */
final class WelchTest {
    private final long[] count = new long[2];
    private final double[] mean = new double[2];
    private final double[] squares = new double[2];

    /**
     * Takes a measurement.
     *
     * @param group 0 or 1
     */
    void add(int group, double value) {
        count[group]++;
        double difference = value - mean[group];
        mean[group] += difference / count[group];
        squares[group] += difference * (value - mean[group]);
    }

    /** Measurements taken, of both classes. */
    long count() {
        return count[0] + count[1];
    }

    /** t; 0 while a class has fewer than two measurements or both are constant. */
    double t() {
        if (count[0] < 2 || count[1] < 2) {
            return 0;
        }
        double error = Math.sqrt(variance(0) / count[0] + variance(1) / count[1]);
        return error == 0 ? 0 : (mean[0] - mean[1]) / error;
    }

    private double variance(int group) {
        return squares[group] / (count[group] - 1);
    }
}
