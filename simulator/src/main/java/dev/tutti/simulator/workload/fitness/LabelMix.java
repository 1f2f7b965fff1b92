package dev.tutti.simulator.workload.fitness;

import java.util.random.RandomGenerator;

/**
 * How much of each class one person's examples hold: a draw from a symmetric Dirichlet distribution. A small
 * concentration makes people differ (many do two or three activities only), a large one makes them alike.
 */
final class LabelMix {
    private final double[] cumulative;

    private LabelMix(double[] cumulative) {
        this.cumulative = cumulative;
    }

    /** Shares of {@code classes} classes drawn with this concentration, above 0. */
    static LabelMix draw(int classes, double concentration, RandomGenerator random) {
        double[] cumulative = new double[classes];
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += gamma(concentration, random);
            cumulative[i] = sum;
        }
        for (int i = 0; i < classes; i++) {
            cumulative[i] /= sum;
        }
        return new LabelMix(cumulative);
    }

    /** A class, drawn by these shares. */
    int next(RandomGenerator random) {
        double uniform = random.nextDouble();
        int drawn = 0;
        while (drawn < cumulative.length - 1 && uniform >= cumulative[drawn]) {
            drawn++;
        }
        return drawn;
    }

    /** A Gamma(shape, 1) variate by Marsaglia and Tsang's method (2000), boosted for shapes below 1. */
    private static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                double log = StrictMath.log(1 - random.nextDouble());
                if (log < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                    return d * v;
                }
            }
        }
    }
}
