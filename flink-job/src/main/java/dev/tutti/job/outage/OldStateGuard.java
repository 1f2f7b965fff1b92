package dev.tutti.job.outage;

import dev.tutti.connectors.kafka.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Refuses to go on from a state that knows less than the world has heard: rounds would get a second announcement, and
 * models a second history. What enforces one cohort per announcement in any case is the quorum certificate; this keeps an
 * honest operator from restoring the wrong savepoint.
 */
public final class OldStateGuard {
    /** How far the clocks of broker and job may differ when the job looks for what its state should know. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final ListState<Long> savedAt;
    private final Map<String, Long> heardOf = new HashMap<>();

    /**
     * Reads what was announced since the restored state was saved; nothing where no state was restored.
     *
     * @param store of the operator
     * @param announcements name of the announcements topic
     */
    public OldStateGuard(OperatorStateStore store, KafkaCluster cluster, String announcements) throws Exception {
        savedAt = store.getListState(new ListStateDescriptor<>("saved-at", Types.LONG));
        for (long millis : savedAt.get()) {
            Instant since = Instant.ofEpochMilli(millis).minus(CLOCKS_DIFFER);
            heardOf.putAll(LatestAnnounced.rounds(cluster, announcements, since));
        }
    }

    /** Notes when this state was saved; to be called with every checkpoint. */
    public void saving() throws Exception {
        savedAt.update(List.of(System.currentTimeMillis()));
    }

    /**
     * Refuses an old state, for good: restarting would not make it newer.
     *
     * @param nextRound the next round this state would announce
     */
    public void check(String population, long nextRound) {
        long heard = heardOf.getOrDefault(population, 0L);
        if (heard >= nextRound) {
            String message = "expected a state that knows round " + heard + " of " + population
                    + ", which was announced; the restored one knows rounds up to " + (nextRound - 1)
                    + ": start from the latest checkpoint or savepoint (TUTTI-1204, docs/errors.md)";
            throw new SuppressRestartsException(new IllegalStateException(message));
        }
    }
}
