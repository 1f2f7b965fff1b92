package dev.tutti.job.update;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.announcement.RevokedDevices;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The verifier as a task that can be killed. */
final class VerifierHarness implements AutoCloseable {
    private final TwoInputTask<Integer, UploadEvidence, Announced, VerifiedUpdate> task;

    VerifierHarness(JobConfig config) throws Exception {
        this(() -> new UpdateVerifier(config));
    }

    VerifierHarness(Supplier<UpdateVerifier> fresh) throws Exception {
        task = new TwoInputTask<>(
                () -> new KeyedTwoInputStreamOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(fresh.get(), List.of(UpdateVerifier.ANNOUNCEMENTS)),
                        each -> DoorKey.of(each.device()),
                        null,
                        Types.INT,
                        128,
                        1,
                        0),
                List.of(
                        UpdateVerifier.REFUSED,
                        UpdateVerifier.REFUSED_RECORDS,
                        UpdateVerifier.CHUNKS,
                        UpdateVerifier.SHARES));
    }

    void announce(TestRound terms, List<String> barred) throws Exception {
        announce(terms.announcement, barred);
    }

    void announce(Announcement announcement, List<String> barred) throws Exception {
        announce(announcement, barred, RevokedDevices.NONE);
    }

    void announce(TestRound terms, List<String> barred, byte[] revoked) throws Exception {
        announce(terms.announcement, barred, revoked);
    }

    /** Announces with a set of revoked devices, packed. */
    void announce(Announcement announcement, List<String> barred, byte[] revoked) throws Exception {
        task.second(new Announced(
                announcement.round().population(),
                announcement.digest().hex(),
                announcement.encode(),
                new byte[64],
                announcement.window().opensAtMillis(),
                announcement.window().closesAtMillis(),
                TestRound.taskText(),
                barred,
                revoked));
    }

    void send(List<UploadEvidence> evidence) throws Exception {
        for (UploadEvidence piece : evidence) {
            task.first(piece);
        }
    }

    void clock(long logTime) throws Exception {
        task.clock(logTime);
    }

    void kill() throws Exception {
        task.kill();
    }

    List<VerifiedUpdate> verified() {
        return task.said();
    }

    /** Whole updates refused. */
    List<RefusedUpdate> refused() {
        return task.said(UpdateVerifier.REFUSED);
    }

    /** Single records refused. */
    List<RefusedUpdate> records() {
        return task.said(UpdateVerifier.REFUSED_RECORDS);
    }

    List<ChunkArrived> chunks() {
        return task.said(UpdateVerifier.CHUNKS);
    }

    List<ShareArrived> shares() {
        return task.said(UpdateVerifier.SHARES);
    }

    int stateEntries() {
        return task.stateEntries();
    }

    /** Bytes of chunks and shares that really lie in state. */
    long heldBytes() throws Exception {
        var bytes = new MapStateDescriptor<>("piece-bytes", Types.STRING, TypeInformation.of(byte[].class));
        long held = 0;
        for (int door : task.keys("piece-bytes")) {
            for (byte[] piece : task.state(door, bytes).values()) {
                held += piece.length;
            }
        }
        return held;
    }

    /** Bytes the doors say they hold, charges included. */
    long countedBytes() throws Exception {
        var ledger = new ValueStateDescriptor<>("ledger", TypeInformation.of(DoorLedger.class));
        long counted = 0;
        for (int door : task.keys("ledger")) {
            counted += task.state(door, ledger).value().held;
        }
        return counted;
    }

    /** Takes away the memory of what was refused QUOTA. */
    void forgetWhatWasPushedOut() throws Exception {
        for (int door : task.keys("pushed-out")) {
            task.state(door, new MapStateDescriptor<>("pushed-out", Types.STRING, TypeInformation.of(PushedOut.class)))
                    .clear();
        }
    }

    @Override
    public void close() {
        task.close();
    }
}
