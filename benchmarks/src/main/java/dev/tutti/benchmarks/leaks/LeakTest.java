package dev.tutti.benchmarks.leaks;

import java.util.Arrays;
import java.util.Random;

/**
 * Whether an operation's time tells two classes of inputs apart, in the manner of dudect (Reparaz, Balasch and Verbauwhede,
 * "Dude, is my code constant time?", ePrint 2016/1123): classes alternate at random, times above a percentile are left out,
 * since they are the machine's, and Welch's t-test is made for several percentiles. The largest |t| counts.
 */
final class LeakTest {
    /** dudect's: with no difference |t| exceeds this once in 10^5 tests, or somewhat more often with several percentiles. */
    static final double SUSPECT = 4.5;

    /** dudect's: a difference beyond doubt. */
    static final double LEAKS = 10;

    private static final double[] PERCENTILES = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1};

    /** Inputs prepared in advance: preparing them must not touch what is measured. */
    private static final int BATCH = 1000;

    private LeakTest() {}

    /**
     * What came of it.
     *
     * @param t the largest |t| over the percentiles
     * @param measurements taken for it
     */
    record Outcome(double t, long measurements) {
        String verdict() {
            return t < SUSPECT ? "no difference seen" : t < LEAKS ? "suspect: repeat on a quiet machine" : "leaks";
        }
    }

    /**
     * Measures.
     *
     * @param measurements in all, of both classes; as many batches are thrown away to warm up as make a tenth of them
     */
    static <I> Outcome run(LeakCase<I> subject, int measurements, Random random) {
        double[] cuts = new double[PERCENTILES.length];
        WelchTest[] tests = new WelchTest[PERCENTILES.length];
        Arrays.setAll(tests, i -> new WelchTest());
        int batches = Math.max(2, measurements / BATCH);
        int warmUp = Math.max(1, batches / 10);
        for (int batch = -warmUp; batch < batches; batch++) {
            int[] groups = random.ints(BATCH, 0, 2).toArray();
            double[] nanos = times(subject, groups, random);
            if (batch < 0) {
                cuts = cuts(nanos);
                continue;
            }
            for (int i = 0; i < BATCH; i++) {
                for (int cut = 0; cut < cuts.length; cut++) {
                    if (nanos[i] <= cuts[cut]) {
                        tests[cut].add(groups[i], nanos[i]);
                    }
                }
            }
        }
        double worst = Arrays.stream(tests)
                .mapToDouble(test -> Math.abs(test.t()))
                .max()
                .orElse(0);
        return new Outcome(worst, tests[tests.length - 1].count());
    }

    private static <I> double[] times(LeakCase<I> subject, int[] groups, Random random) {
        Object[] inputs = new Object[groups.length];
        for (int i = 0; i < groups.length; i++) {
            inputs[i] = subject.input(groups[i], random);
        }
        double[] nanos = new double[groups.length];
        for (int i = 0; i < groups.length; i++) {
            @SuppressWarnings("unchecked") // made four lines above
            I input = (I) inputs[i];
            long before = System.nanoTime();
            subject.work(input);
            nanos[i] = System.nanoTime() - before;
        }
        return nanos;
    }

    /** The last percentile is all of them: infinity. */
    private static double[] cuts(double[] nanos) {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Arrays.stream(PERCENTILES)
                .map(p -> p == 1 ? Double.POSITIVE_INFINITY : sorted[(int) (p * sorted.length)])
                .toArray();
    }
}
