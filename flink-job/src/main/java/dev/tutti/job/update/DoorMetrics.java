package dev.tutti.job.update;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What one subtask's doors tell its operators. */
final class DoorMetrics {
    private final Map<Integer, Long> heldByDoor = new ConcurrentHashMap<>();
    private final Map<String, Counter> verified = new HashMap<>();
    private final MetricGroup group;
    private final Counter dropped;

    DoorMetrics(MetricGroup group) {
        this.group = group;
        dropped = group.counter("droppedPieces");
        group.gauge("heldBytes", (Gauge<Long>) this::held);
    }

    /** An update passed every check of its own; {@code platform} is the one its believed credential names. */
    void verified(String platform) {
        verified.computeIfAbsent(
                        platform, name -> group.addGroup("platform", name).counter("verified"))
                .inc();
    }

    /** A piece came that cannot count any more. */
    void dropped() {
        dropped.inc();
    }

    /** A door holds so much now. Doors untouched since the task started are not counted. */
    void held(int door, long bytes) {
        heldByDoor.put(door, bytes);
    }

    private long held() {
        return heldByDoor.values().stream().mapToLong(Long::longValue).sum();
    }
}
