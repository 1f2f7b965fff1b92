package dev.tutti.job.refusal;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The metrics {@code update.reason.<REASON>.platform.<PLATFORM>.rejected}: how much was refused, by reason and by the
 * platform that the credential names. Where the reason is that the credential is not believed, the platform is no more
 * than what somebody claims.
 */
public final class RefusalCounters {
    private final MetricGroup group;
    private final Map<String, Map<String, Counter>> counters = new HashMap<>();

    /** @param operator metrics of the operator that refuses */
    public RefusalCounters(MetricGroup operator) {
        group = operator.addGroup("update");
    }

    /**
     * Counts one refusal.
     *
     * @param reason name of a {@link dev.tutti.schemas.update.RejectReason}
     * @param platform see {@link ClaimedPlatform}
     */
    public void count(String reason, String platform) {
        counters.computeIfAbsent(reason, name -> new HashMap<>())
                .computeIfAbsent(
                        platform,
                        name -> group.addGroup("reason", reason)
                                .addGroup("platform", platform)
                                .counter("rejected"))
                .inc();
    }
}
