package dev.tutti.audit;

import dev.tutti.secagg.codec.DeviceId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Of each device one update counts in a round, the first, whatever the attempt or sub-cohort (protocol: "Job, per update").
 * Of those in one partition that is the one that lies first; of those in several, the job's word decides.
 */
final class OneUpdateARound {
    private OneUpdateARound() {}

    private record Found(ByteBuffer cohort, LoggedUpdate update) {}

    /**
     * Which updates of a round may count.
     *
     * @param found updates by cohort, of all cohorts of the round
     */
    static Map<ByteBuffer, List<LoggedUpdate>> of(Map<ByteBuffer, List<LoggedUpdate>> found) {
        Map<DeviceId, List<Found>> byDevice = new HashMap<>();
        found.forEach((cohort, updates) ->
                updates.forEach(update -> byDevice.computeIfAbsent(update.device(), unused -> new ArrayList<>())
                        .add(new Found(cohort, update))));
        Map<ByteBuffer, List<LoggedUpdate>> counting = new HashMap<>();
        found.keySet().forEach(cohort -> counting.put(cohort, new ArrayList<>()));
        for (List<Found> own : byDevice.values()) {
            List<Found> possible = firstOfPartitions(own);
            for (Found each : possible) {
                LoggedUpdate update = possible.size() > 1 ? each.update().uncertain() : each.update();
                Objects.requireNonNull(counting.get(each.cohort())).add(update);
            }
        }
        return counting;
    }

    /** Of each partition what comes up to the first that counts for certain, unless something else came first elsewhere. */
    private static List<Found> firstOfPartitions(List<Found> own) {
        List<Found> ordered = new ArrayList<>(own);
        ordered.sort(Comparator.comparingLong(each -> each.update().place().number()));
        List<Found> possible = new ArrayList<>();
        Set<Integer> over = new HashSet<>();
        for (Found each : ordered) {
            if (!over.contains(each.update().place().partition())) {
                possible.add(each);
            }
            if (each.update().certain()) {
                over.add(each.update().place().partition());
            }
        }
        return possible;
    }
}
