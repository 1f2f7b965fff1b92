package dev.tutti.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The table at the end: every round's model, masked beside plaintext, and who was not in the sums and why. */
public final class ClosingTable {
    private static final String ROW = "%5s  %6s  %-22s  %9s  %9s  %9s  %5s  %6s";

    private ClosingTable() {}

    /** The lines of the table. */
    public static List<String> of(DemoFigures figures) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(row("round", "sealed", "outcome", "received", "held-out", "plaintext", "exact", "s"));
        for (RoundFigures round : figures.rounds()) {
            RoundResult result = round.result();
            lines.add(row(
                    result.name(),
                    result.sealed(),
                    result.completed() ? "model " + result.modelVersion() : result.reason(),
                    percent(result.accuracy()),
                    percent(round.heldOutAccuracy()),
                    percent(round.plaintextAccuracy()),
                    yesOrNo(round.exact()),
                    String.format(Locale.ROOT, "%.1f", result.seconds())));
        }
        lines.add("");
        lines.add("received: the model devices received, on their own held-out examples, from masked sums");
        lines.add("held-out: the model after the round, on " + figures.unseenExamples() + " " + figures.unseenWhose()
                + ";");
        lines.add("plaintext: federated averaging beside it, in the clear, with the same clipping and rounding");
        lines.add("");
        lines.add("final accuracy   " + percent(figures.finalAccuracy()) + " (plaintext "
                + percent(figures.plaintextAccuracy()) + ")");
        lines.add("sums             " + sums(figures));
        lines.add(String.format(
                Locale.ROOT,
                "bytes per update %,d for %,d parameters (%.2f per parameter; %,d as plain float32)",
                figures.bytesPerUpdate(),
                figures.parameters(),
                (double) figures.bytesPerUpdate() / figures.parameters(),
                figures.plainBytesPerUpdate()));
        lines.add("not in a sum     " + dropped(figures));
        return lines;
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()) : "–";
    }

    private static String yesOrNo(Optional<Boolean> exact) {
        return exact.map(value -> value ? "yes" : "NO").orElse("–");
    }

    private static String sums(DemoFigures figures) {
        return figures.exact()
                .map(exact -> exact
                        ? "exact: every unmasked sum equals the plain sum of its cohort, bit for bit"
                        : "NOT EXACT")
                .orElse("not compared");
    }

    private static String dropped(DemoFigures figures) {
        List<String> reasons = new ArrayList<>();
        figures.dropped().forEach((reason, count) -> reasons.add(count + " " + reason));
        return reasons.isEmpty() ? "nobody" : String.join(" · ", reasons);
    }
}
