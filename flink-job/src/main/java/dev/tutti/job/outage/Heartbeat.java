package dev.tutti.job.outage;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * Tells an operator, key by key, that the job was away for so long that the brokers may have aborted what it had said and
 * not yet committed. Whoever hears it says its last words again; readers know them by their hashes.
 *
 * <p>A beat is noted in state every quarter of the transaction timeout, driven by processing time. A gap of more than half
 * of it is an outage. The margin covers the time between a transaction's begin and the checkpoint that holds the beat, so
 * nothing can be lost unnoticed; after shorter outages nothing is said twice.
 */
public final class Heartbeat {
    private final long timeoutMillis;
    private final ValueState<Long> latest;

    /**
     * @param runtime of an operator with keyed state
     * @param timeoutMillis transaction timeout, ≥ 1,000 ms
     */
    public Heartbeat(RuntimeContext runtime, long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
        this.latest = runtime.getState(new ValueStateDescriptor<>("heartbeat", Types.LONG));
    }

    /**
     * Beats for the current key. To be called with every element, and with every processing-time timer.
     *
     * @return whether this is the first beat after an outage
     */
    public boolean beat(TimerService timers) throws Exception {
        long now = timers.currentProcessingTime();
        long interval = timeoutMillis / 4;
        Long before = latest.value();
        if (before != null && now - before < interval) {
            return false;
        }
        latest.update(now);
        timers.registerProcessingTimeTimer(now + interval);
        return before != null && now - before > timeoutMillis / 2;
    }
}
