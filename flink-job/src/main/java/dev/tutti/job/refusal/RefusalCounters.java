package dev.tutti.job.refusal;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metric {@code update.reason.<REASON>.rejected}: how much was refused, by reason. */
public final class RefusalCounters {
    private final MetricGroup group;
    private final Map<String, Counter> byReason = new HashMap<>();

    /** @param operator metrics of the operator that refuses */
    public RefusalCounters(MetricGroup operator) {
        group = operator.addGroup("update");
    }

    /**
     * Counts one refusal.
     *
     * @param reason name of a {@link dev.tutti.schemas.update.RejectReason}
     */
    public void count(String reason) {
        byReason.computeIfAbsent(reason, name -> group.addGroup("reason", name).counter("rejected"))
                .inc();
    }
}
