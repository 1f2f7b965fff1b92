package dev.tutti.benchmarks.leaks;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Random;

/** One run of the timing-leak tests. It prints what it found and judges nothing: a busy machine makes any t. */
public final class LeakRun {
    /** Measurements per case of a full run. */
    public static final int FULL = 400_000;

    /** Measurements per case of a quick one. */
    public static final int QUICK = 40_000;

    private LeakRun() {}

    /** Tests every case and prints its largest |t|. */
    public static void run(int measurements, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "Welch's t between times on two classes of secrets, %,d measurements each; |t| < %.1f: no difference seen,"
                        + " > %.0f: leaks%n",
                measurements,
                LeakTest.SUSPECT,
                LeakTest.LEAKS);
        Random random = new Random();
        for (LeakCase<?> subject : LeakCases.constantTime()) {
            report(subject, LeakTest.run(subject, measurements, random), out);
        }
        LeakCase<?> control = LeakCases.leaking();
        LeakTest.Outcome outcome = LeakTest.run(control, measurements, random);
        report(control, outcome, out);
        out.println(
                outcome.t() > LeakTest.LEAKS
                        ? "The control leaks and was found out: these measurements can see a leak."
                        : "The control leaks and was not found out: these measurements say nothing. Repeat on a quiet machine.");
    }

    private static void report(LeakCase<?> subject, LeakTest.Outcome outcome, PrintStream out) {
        out.printf(Locale.ROOT, "%-68s |t| = %8.2f  %s%n", subject.name(), outcome.t(), outcome.verdict());
    }
}
