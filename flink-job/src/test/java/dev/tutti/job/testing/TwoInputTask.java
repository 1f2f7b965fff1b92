package dev.tutti.job.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** A keyed operator on Flink's own state and timers that can be killed, and all it said, also before it was killed. */
public final class TwoInputTask<K, A, B, O> implements AutoCloseable {
    private final Fresh<K, A, B, O> fresh;
    private final List<O> said = new ArrayList<>();
    private final Map<OutputTag<?>, List<Object>> aside = new HashMap<>();
    private KeyedTwoInputStreamOperatorTestHarness<K, A, B, O> harness;

    /** Makes a new task; {@code tags} are the side outputs to remember. */
    public TwoInputTask(Fresh<K, A, B, O> fresh, List<OutputTag<?>> tags) throws Exception {
        this.fresh = fresh;
        tags.forEach(tag -> aside.put(tag, new ArrayList<>()));
        harness = fresh.harness();
        harness.open();
    }

    /** Makes an operator that has not been opened. */
    public interface Fresh<K, A, B, O> {
        KeyedTwoInputStreamOperatorTestHarness<K, A, B, O> harness() throws Exception;
    }

    /** One thing that happens to a task. */
    public interface Step<K, A, B, O> {
        void on(TwoInputTask<K, A, B, O> task) throws Exception;
    }

    public void first(A input) throws Exception {
        harness.processElement1(new StreamRecord<>(input));
    }

    public void second(B input) throws Exception {
        harness.processElement2(new StreamRecord<>(input));
    }

    public void clock(long logTime) throws Exception {
        harness.processBothWatermarks(new Watermark(logTime));
    }

    /** Ends the task and goes on in a new one from a checkpoint taken now. */
    public void kill() throws Exception {
        collect();
        OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = fresh.harness();
        harness.initializeState(checkpoint);
        harness.open();
    }

    /** Runs the steps, killing the task after one of them (−1 for none). */
    public void run(List<? extends Step<K, A, B, O>> steps, int killedAfter) throws Exception {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).on(this);
            if (i == killedAfter) {
                kill();
            }
        }
    }

    private void collect() {
        said.addAll(harness.extractOutputValues());
        harness.getOutput().clear();
        aside.forEach((tag, heard) -> {
            var queue = harness.getSideOutput(tag);
            if (queue != null) {
                queue.forEach(each -> heard.add(((StreamRecord<?>) each).getValue()));
                queue.clear();
            }
        });
    }

    public List<O> said() {
        collect();
        return List.copyOf(said);
    }

    @SuppressWarnings("unchecked") // filled from this very tag
    public <T> List<T> said(OutputTag<T> tag) {
        collect();
        return (List<T>) List.copyOf(aside.get(tag));
    }

    public int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    /** Keys that have something in this state. */
    public List<K> keys(String state) {
        return backend().getKeys(state, VoidNamespace.INSTANCE).distinct().toList();
    }

    /** The state of a key, to look at or to spoil. */
    public <S extends State> S state(K key, StateDescriptor<S, ?> descriptor) throws Exception {
        backend().setCurrentKey(key);
        return backend().getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    private KeyedStateBackend<K> backend() {
        return ((AbstractStreamOperator<?>) harness.getOperator()).getKeyedStateBackend();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("the task did not end", e);
        }
    }
}
