package dev.tutti.job.announcement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A device that may be seated now.
 *
 * @param device its id, hex
 * @param epoch of the beacon that made it eligible; 0 for all where committees are not drawn
 * @param head digest (hex) of the head that it was enrolled under; empty where committees are not drawn
 */
record Offer(String device, long epoch, String head) {
    /** Whom one committee proof can speak of. */
    private record Pool(long epoch, String head) {}

    /** The devices of the newest epoch of which, under one head, there are enough; none when there is no such epoch. */
    static List<String> together(List<Offer> offers, int enough) {
        Map<Pool, Integer> sizes = new HashMap<>();
        offers.forEach(each -> sizes.merge(new Pool(each.epoch, each.head), 1, Integer::sum));
        return sizes.entrySet().stream()
                .filter(pool -> pool.getValue() >= enough)
                .map(Map.Entry::getKey)
                .max(Comparator.comparingLong(Pool::epoch).thenComparing(Pool::head))
                .map(pool -> offers.stream()
                        .filter(each -> each.epoch == pool.epoch && each.head.equals(pool.head))
                        .map(Offer::device)
                        .toList())
                .orElse(List.of());
    }
}
