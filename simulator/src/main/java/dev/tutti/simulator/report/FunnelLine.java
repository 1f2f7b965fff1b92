package dev.tutti.simulator.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** The one line a person watches per round or sub-cohort: every stage a device can get lost at, and what came out. */
public final class FunnelLine {
    private FunnelLine() {}

    /**
     * The line.
     *
     * @param result the round
     * @param previousAccuracy accuracy of the last completed round before it, if there was one
     */
    public static String of(RoundResult result, OptionalDouble previousAccuracy) {
        StringBuilder line = new StringBuilder();
        line.append("round ").append(result.name());
        stage(line, "announced", result.announced());
        stage(line, "trained", result.trained());
        if (result.subCohorts() > 1) {
            line.append(" in all");
        }
        stage(line, "uploaded", result.uploaded());
        stage(line, "verified", result.verified());
        stage(line, "sealed", result.sealed());
        String aside = aside(result);
        if (!aside.isEmpty()) {
            line.append(" (").append(aside).append(')');
        }
        if (result.completed()) {
            line.append(" · unmasked ").append(result.replies()).append('/').append(result.committee());
            result.accuracy().ifPresent(accuracy -> line.append(" · ").append(accuracy(accuracy, previousAccuracy)));
            if (result.belowGuard()) {
                line.append(" · model ")
                        .append(result.evaluatedVersion())
                        .append(" is below its guard, ")
                        .append(isRestored(result) ? "promoted by rollback" : "not promoted");
            }
        } else {
            line.append(" · BURNED ").append(result.reason());
            line.append(" (votes ").append(result.votes()).append('/').append(result.committee());
            line.append(", replies ").append(result.replies()).append(')');
        }
        if (result.barred() > 0) {
            line.append(" · ").append(result.barred()).append(" barred");
        }
        return line.append(String.format(Locale.ROOT, " · %.1f s", result.seconds()))
                .toString();
    }

    /** Nobody promotes the initial model; any other that is promoted below its guard is so by the operator's order. */
    private static boolean isRestored(RoundResult result) {
        return result.evaluatedVersion() > 0 && result.evaluatedVersion() == result.promotedVersion();
    }

    private static void stage(StringBuilder line, String name, int count) {
        line.append(" · ").append(name).append(' ').append(count);
    }

    private static String aside(RoundResult result) {
        StringBuilder aside = new StringBuilder();
        if (result.late() > 0) {
            aside.append("late ").append(result.late());
        }
        result.rejected().forEach((reason, count) -> {
            if (aside.length() > 0) {
                aside.append(", ");
            }
            aside.append(reason).append(' ').append(count);
        });
        return aside.toString();
    }

    /** In percent with the one decimal that is printed, so that next to nothing lost is not "-0.0". */
    private static double points(double difference) {
        return Math.round(1000 * difference) / 10.0;
    }

    private static String accuracy(double accuracy, OptionalDouble previous) {
        String now = String.format(Locale.ROOT, "%.1f %%", 100 * accuracy);
        if (previous.isEmpty()) {
            return "acc " + now;
        }
        return String.format(Locale.ROOT, "Δacc %+.1f %% → %s", points(accuracy - previous.getAsDouble()), now);
    }
}
