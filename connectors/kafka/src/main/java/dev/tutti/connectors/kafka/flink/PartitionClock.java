package dev.tutti.connectors.kafka.flink;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes log time monotone: each record leaves with the greatest log time its partition has shown so far. LogAppendTime can
 * step back when the broker's clock is corrected or a partition changes its leader, and a decision by such a time would not
 * be the same in a replay.
 *
 * <p>Guarantee: the time of a record is a function of its partition's records up to it, across restarts and changes of
 * parallelism. Read it from the record, never from the operator's timestamp, which stays the raw one. To be chained to a
 * source of one topic; the partition is the key of the clock.
 */
public final class PartitionClock extends ProcessFunction<LogRecord, LogRecord> implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private transient @Nullable Map<Integer, Long> latest;
    private transient @Nullable ListState<Tuple2<Integer, Long>> checkpointed;

    @Override
    public void processElement(LogRecord record, Context context, Collector<LogRecord> out) {
        long time = clock().merge(record.partition(), record.logTimeMillis(), Math::max);
        out.collect(time == record.logTimeMillis() ? record : record.at(time));
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        // Union, because after a change of parallelism another subtask may read the partition. What is restored for
        // partitions read elsewhere falls behind and loses to the greater value at the next restore.
        ListState<Tuple2<Integer, Long>> state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("latest-log-time", Types.TUPLE(Types.INT, Types.LONG)));
        Map<Integer, Long> restored = new HashMap<>();
        for (Tuple2<Integer, Long> entry : state.get()) {
            restored.merge(entry.f0, entry.f1, Math::max);
        }
        checkpointed = state;
        latest = restored;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        ListState<Tuple2<Integer, Long>> state = checkpointed;
        if (state == null) {
            throw new IllegalStateException("expected initializeState before snapshotState");
        }
        state.update(clock().entrySet().stream()
                .map(entry -> Tuple2.of(entry.getKey(), entry.getValue()))
                .toList());
    }

    private Map<Integer, Long> clock() {
        Map<Integer, Long> clock = latest;
        if (clock == null) {
            throw new IllegalStateException("expected initializeState before the first record");
        }
        return clock;
    }
}
