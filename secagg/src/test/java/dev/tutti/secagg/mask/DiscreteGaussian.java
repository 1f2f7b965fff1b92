package dev.tutti.secagg.mask;

/** The distribution itself, in floating point, for tests to compare with. */
final class DiscreteGaussian {
    private static final double VARIANCE = 6.4 * 6.4;
    private static final int FAR = 100;
    private static final double TOTAL = total();

    private DiscreteGaussian() {}

    /** P(x). */
    static double probability(int x) {
        return Math.exp(-x * x / (2 * VARIANCE)) / TOTAL;
    }

    /** P(|X| ≥ x) for x ≥ 1. */
    static double tail(int x) {
        double tail = 0;
        for (int i = x; i < FAR; i++) {
            tail += 2 * probability(i);
        }
        return tail;
    }

    private static double total() {
        double total = 0;
        for (int i = -FAR; i <= FAR; i++) {
            total += Math.exp(-i * i / (2 * VARIANCE));
        }
        return total;
    }
}
