package dev.tutti.audit;

import dev.tutti.secagg.cohort.Cohort;
import dev.tutti.secagg.cohort.Contributor;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is in a cohort, as a function of the log alone: updates in the order of (completion, device); everything complete
 * when the window closes, up to the largest size; the window closes at its limit, or a grace after the update that meets
 * the report goal. An update waits until its base version has enough others (docs/adr/0005).
 */
final class CohortRule {
    private CohortRule() {}

    /** A cohort that the log decides. */
    record Decided(List<LoggedUpdate> contributors, long closeAt) {
        /** The cohort, or empty when too few contributed. */
        Optional<Cohort> cohort(CohortLimits limits) {
            if (contributors.size() < limits.minContributors()) {
                return Optional.empty();
            }
            return Optional.of(Cohort.of(contributors.stream()
                    .map(update -> new Contributor(update.device(), update.header()))
                    .toList()));
        }
    }

    static Decided decide(Window window, CohortLimits limits, List<LoggedUpdate> updates) {
        long closeAt = window.closesAtMillis();
        List<LoggedUpdate> ordered = new ArrayList<>(updates);
        ordered.sort(Comparator.comparingLong(LoggedUpdate::completedAt).thenComparing(LoggedUpdate::device));
        List<LoggedUpdate> in = new ArrayList<>();
        Map<Long, List<LoggedUpdate>> waiting = new HashMap<>();
        Map<Long, Integer> perBase = new HashMap<>();
        for (LoggedUpdate update : ordered) {
            if (update.completedAt() > closeAt || in.size() >= limits.maxContributors()) {
                continue;
            }
            int onBase = perBase.getOrDefault(update.base(), 0) + 1;
            List<LoggedUpdate> with = waiting.computeIfAbsent(update.base(), base -> new ArrayList<>());
            if (onBase < limits.minPerBase()) {
                with.add(update);
            } else if (in.size() + with.size() + 1 > limits.maxContributors()) {
                continue;
            } else {
                for (LoggedUpdate admitted : append(with, update)) {
                    in.add(admitted);
                    if (in.size() == window.reportGoal()) {
                        closeAt = Math.min(closeAt, admitted.completedAt() + window.graceMillis());
                    }
                }
                with.clear();
            }
            perBase.put(update.base(), onBase);
        }
        return new Decided(in, closeAt);
    }

    private static List<LoggedUpdate> append(List<LoggedUpdate> first, LoggedUpdate last) {
        List<LoggedUpdate> all = new ArrayList<>(first);
        all.add(last);
        return all;
    }
}
