package dev.tutti.connectors.kafka.flink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Passes records on, and fails once, in the middle of a checkpoint, when it has passed at least one record since the last:
 * records have then been written that no checkpoint holds. Fails only where armed; the cluster runs in this JVM.
 */
final class FailOnce implements MapFunction<LogRecord, LogRecord>, CheckpointedFunction {

    private static final long serialVersionUID = 1L;
    private static final Map<String, Boolean> FAILED = new ConcurrentHashMap<>();

    private final String name;
    private transient int passed;

    FailOnce(String name) {
        this.name = name;
    }

    static void arm(String name) {
        FAILED.put(name, false);
    }

    static boolean hasFailed(String name) {
        return FAILED.getOrDefault(name, false);
    }

    @Override
    public LogRecord map(LogRecord record) {
        passed++;
        return record;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        if (passed > 0 && FAILED.replace(name, false, true)) {
            throw new IllegalStateException("failing on purpose in checkpoint " + context.getCheckpointId());
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        passed = 0;
    }
}
