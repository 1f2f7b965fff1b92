package dev.tutti.job.announcement;

import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metrics {@code round.reason.<FAULT>.refusedCheckIns}: offers not taken, by {@link CheckInFault}. */
final class CheckInCounters {
    private final MetricGroup group;
    private final Map<CheckInFault, Counter> byFault = new EnumMap<>(CheckInFault.class);

    /** @param operator metrics of the operator that refuses */
    CheckInCounters(MetricGroup operator) {
        group = operator.addGroup("round");
    }

    /** Counts one refused offer. */
    void refused(CheckInFault fault) {
        byFault.computeIfAbsent(
                        fault, each -> group.addGroup("reason", each.name()).counter("refusedCheckIns"))
                .inc();
    }
}
