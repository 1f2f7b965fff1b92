package dev.tutti.job.update;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.TestRound;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The verifier on Flink's own state and timers, and what it said, also before it was last killed. */
final class VerifierHarness implements AutoCloseable {
    private final JobConfig config;
    private final List<VerifiedUpdate> verified = new ArrayList<>();
    private final List<RefusedUpdate> refused = new ArrayList<>();
    private final List<RefusedUpdate> records = new ArrayList<>();
    private final List<ChunkArrived> chunks = new ArrayList<>();
    private final List<ShareArrived> shares = new ArrayList<>();
    private KeyedTwoInputStreamOperatorTestHarness<Integer, UploadEvidence, Announced, VerifiedUpdate> harness;

    VerifierHarness(JobConfig config) throws Exception {
        this.config = config;
        harness = fresh();
        harness.open();
    }

    private KeyedTwoInputStreamOperatorTestHarness<Integer, UploadEvidence, Announced, VerifiedUpdate> fresh()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(new UpdateVerifier(config), List.of(UpdateVerifier.ANNOUNCEMENTS)),
                each -> DoorKey.of(each.device()),
                null,
                Types.INT,
                128,
                1,
                0);
    }

    void announce(TestRound terms, List<String> barred) throws Exception {
        harness.processElement2(new StreamRecord<>(new Announced(
                TestRound.POPULATION,
                terms.cohort,
                terms.announcement.encode(),
                new byte[64],
                TestRound.OPENS,
                TestRound.CLOSES,
                barred)));
    }

    void send(List<UploadEvidence> evidence) throws Exception {
        for (UploadEvidence piece : evidence) {
            harness.processElement1(new StreamRecord<>(piece));
        }
    }

    void clock(long logTime) throws Exception {
        harness.processBothWatermarks(new Watermark(logTime));
    }

    /** Restores what a checkpoint taken now holds, in a new task. */
    void kill() throws Exception {
        collect();
        OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = fresh();
        harness.initializeState(checkpoint);
        harness.open();
    }

    private void collect() {
        verified.addAll(harness.extractOutputValues());
        harness.getOutput().clear();
        drain(UpdateVerifier.REFUSED, refused);
        drain(UpdateVerifier.REFUSED_RECORDS, records);
        drain(UpdateVerifier.CHUNKS, chunks);
        drain(UpdateVerifier.SHARES, shares);
    }

    private <T> void drain(OutputTag<T> tag, List<T> to) {
        var said = harness.getSideOutput(tag);
        if (said != null) {
            said.forEach(each -> to.add(each.getValue()));
            said.clear();
        }
    }

    List<VerifiedUpdate> verified() {
        collect();
        return verified;
    }

    /** Whole updates refused. */
    List<RefusedUpdate> refused() {
        collect();
        return refused;
    }

    /** Single records refused. */
    List<RefusedUpdate> records() {
        collect();
        return records;
    }

    List<ChunkArrived> chunks() {
        collect();
        return chunks;
    }

    List<ShareArrived> shares() {
        collect();
        return shares;
    }

    int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    /** Bytes of chunks and shares that really lie in state. */
    long heldBytes() throws Exception {
        var bytes = new MapStateDescriptor<>("piece-bytes", Types.STRING, TypeInformation.of(byte[].class));
        long held = 0;
        for (int door : doors("piece-bytes")) {
            for (byte[] piece : at(door, bytes).values()) {
                held += piece.length;
            }
        }
        return held;
    }

    /** Bytes the doors say they hold, charges included. */
    long countedBytes() throws Exception {
        var ledger = new ValueStateDescriptor<>("ledger", TypeInformation.of(DoorLedger.class));
        long counted = 0;
        for (int door : doors("ledger")) {
            counted += at(door, ledger).value().held;
        }
        return counted;
    }

    private List<Integer> doors(String state) {
        return backend().getKeys(state, VoidNamespace.INSTANCE).distinct().toList();
    }

    private <S extends State> S at(int door, StateDescriptor<S, ?> descriptor) throws Exception {
        backend().setCurrentKey(door);
        return backend().getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    private KeyedStateBackend<Integer> backend() {
        return ((AbstractStreamOperator<?>) harness.getOperator()).getKeyedStateBackend();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
