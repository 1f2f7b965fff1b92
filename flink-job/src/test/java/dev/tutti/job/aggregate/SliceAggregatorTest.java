package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.round.SliceOrders;
import dev.tutti.job.round.SliceSignal;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.job.update.ChunkArrived;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A slice adds what is admitted, once, whatever comes in whatever order, and nothing else: over a ring with one prime, and
 * with two.
 */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class SliceAggregatorTest {
    private static final int SLICE = 0;

    @TempDir
    Path artifacts;

    private final TestRound terms;
    private final List<int[]> slots = new ArrayList<>();
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private KeyedTwoInputStreamOperatorTestHarness<String, ChunkArrived, SliceSignal, OpenedSlice> harness;

    SliceAggregatorTest(int primes) {
        terms = primes == 1 ? new TestRound() : TestRound.overTwoPrimes();
        assertThat(terms.announcement.ring().primes()).hasSize(primes);
    }

    @BeforeEach
    void fiveUpdatesAndAStartedSlice() throws Exception {
        for (int i = 0; i < 5; i++) {
            slots.add(terms.slots(i));
            updates.add(terms.update(terms.device(), terms.bases.get(1), slots.get(i)));
        }
        harness = harness();
        harness.open();
        signal(SliceOrders.start(terms, SLICE));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void addsChunksThatComeBeforeAndAfterTheirAdmission() throws Exception {
        chunk(updates.get(0));
        admit(updates.get(0));
        admit(updates.get(1));
        chunk(updates.get(1));
        both(2, 3);
        openAndCompare(0, 1, 2, 3);
    }

    @Test
    void addsARedeliveredChunkOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            chunk(updates.get(0));
            admit(updates.get(i));
            chunk(updates.get(0));
            chunk(updates.get(1));
        }
        both(2, 3);
        openAndCompare(0, 1, 2, 3);
    }

    @Test
    void neverAddsOtherBytesUnderAnAdmittedUploadsIds() throws Exception {
        byte[] forged = updates.get(0).chunks().get(0).clone();
        forged[5] ^= 1;
        chunk(updates.get(0), forged);
        admit(updates.get(0));
        chunk(updates.get(0), forged);
        admit(updates.get(1));
        chunk(updates.get(1));
        chunk(updates.get(0));
        both(2, 3);
        openAndCompare(0, 1, 2, 3);
    }

    @Test
    void leavesOutWhatIsNeverAdmitted() throws Exception {
        for (MaskedUpdate update : updates) {
            chunk(update);
        }
        for (int i : List.of(0, 2, 3, 4)) {
            admit(updates.get(i));
        }
        openAndCompare(0, 2, 3, 4);
    }

    @Test
    void waitsForBytesThatComeAfterTheOrderToOpen() throws Exception {
        admit(updates.get(0));
        admit(updates.get(1));
        chunk(updates.get(0));
        signal(SliceOrders.open(
                terms, SLICE, 2, new int[terms.announcement.ring().degree()]));
        assertThat(harness.getSideOutput(SliceAggregator.VERDICTS)).isNull();
        chunk(updates.get(1));
        assertThat(harness.getSideOutput(SliceAggregator.VERDICTS)).hasSize(1);
    }

    @Test
    void continuesFromACheckpointAsIfNothingHappened() throws Exception {
        chunk(updates.get(0));
        admit(updates.get(0));
        chunk(updates.get(1));
        OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(checkpoint);
        harness.open();
        admit(updates.get(1));
        both(2, 3);
        openAndCompare(0, 1, 2, 3);
    }

    @Test
    void aStartedSliceWaitsForItsOrdersHoweverFarTheLogClockJumps() throws Exception {
        both(0, 1, 2, 3);
        harness.processBothWatermarks(new Watermark(TestRound.OPENS + 3_600_000));
        harness.processBothWatermarks(new Watermark(TestRound.OPENS + 7_200_000));
        openAndCompare(0, 1, 2, 3);
    }

    @Test
    void bytesOfACohortThatNeverStartsAreForgotten() throws Exception {
        harness.processElement1(new StreamRecord<>(
                new ChunkArrived("ab".repeat(32), SLICE, "d", "u", 0, "digest", new byte[100], TestRound.OPENS)));
        int before = harness.numKeyedStateEntries();
        harness.processBothWatermarks(new Watermark(TestRound.OPENS + 3_600_000));
        harness.processBothWatermarks(new Watermark(TestRound.OPENS + 7_200_000));
        assertThat(harness.numKeyedStateEntries()).isLessThan(before);
    }

    @Test
    void aWrongSumOfSecretsIsBurnedAndNeverReachesTheModel() throws Exception {
        admit(updates.get(0));
        chunk(updates.get(0));
        signal(SliceOrders.open(
                terms, SLICE, 1, new int[terms.announcement.ring().degree()]));
        SliceVerdict verdict = verdict();
        assertThat(verdict.passed()).isFalse();
        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void dropsWhatIsRejectedWhetherItsBytesCameBeforeOrComeAfter() throws Exception {
        int before = entries();
        MaskedUpdate late = terms.update(terms.device(), terms.bases.get(1), terms.slots(9));
        chunk(updates.get(0));
        reject(updates.get(0));
        reject(late);
        chunk(late);
        assertThat(entries()).isEqualTo(before);
        both(1, 2, 3, 4);
        openAndCompare(1, 2, 3, 4);
    }

    /** Why nobody may drop bytes that could still be admitted: such a slice never opens, and its round burns. */
    @Test
    void bytesDroppedBeforeTheirAdmissionWouldBurnTheRound() throws Exception {
        both(1, 2, 3);
        chunk(updates.get(0));
        reject(updates.get(0));
        admit(updates.get(0));
        signal(SliceOrders.open(terms, SLICE, 4, terms.secretSum(updates.subList(0, 4))));
        assertThat(harness.getSideOutput(SliceAggregator.VERDICTS)).isNull();
    }

    /** Bytes that were never rejected stay: so the test above sees bytes that do. */
    @Test
    void keepsWhatIsNeitherAdmittedNorRejected() throws Exception {
        int before = entries();
        chunk(updates.get(0));
        assertThat(entries()).isEqualTo(before + 1);
    }

    @Test
    void aSliceKilledBetweenAnyTwoStepsOpensTheSameSumOnce() throws Exception {
        int[] secretSum = terms.secretSum(updates.subList(0, 4));
        String undisturbed = digestAfter(steps(secretSum), -1);
        for (int killedAfter = 0; killedAfter < steps(secretSum).size(); killedAfter++) {
            assertThat(digestAfter(steps(secretSum), killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    /** What the test above would find in a slice that forgets at a restore which bytes it still wants. */
    @Test
    void aSliceThatForgetsWhatItWantsWouldNeverOpen() throws Exception {
        List<Step> steps = steps(terms.secretSum(updates.subList(0, 4)));
        steps.add(4, task -> {
            for (String key : task.keys("wanted")) {
                task.state(key, new MapStateDescriptor<>("wanted", Types.STRING, Types.INT))
                        .clear();
            }
        });
        assertThat(digestAfter(steps, 3)).isEmpty();
    }

    private interface Step extends TwoInputTask.Step<String, ChunkArrived, SliceSignal, OpenedSlice> {}

    /** Every order of bytes and orders, redelivery, one rejected, and the order to open before the last bytes. */
    private List<Step> steps(int[] secretSum) {
        List<Step> steps = new ArrayList<>();
        steps.add(t -> t.second(SliceOrders.start(terms, SLICE)));
        steps.add(t -> t.first(arrived(updates.get(0))));
        steps.add(t -> t.second(SliceOrders.admit(terms, SLICE, updates.get(0))));
        steps.add(t -> t.second(SliceOrders.admit(terms, SLICE, updates.get(1))));
        steps.add(t -> t.first(arrived(updates.get(1))));
        steps.add(t -> t.second(SliceOrders.reject(terms, SLICE, updates.get(4))));
        steps.add(t -> t.first(arrived(updates.get(4))));
        steps.add(t -> t.first(arrived(updates.get(0))));
        steps.add(t -> t.second(SliceOrders.admit(terms, SLICE, updates.get(2))));
        steps.add(t -> t.second(SliceOrders.admit(terms, SLICE, updates.get(3))));
        steps.add(t -> t.first(arrived(updates.get(3))));
        steps.add(t -> t.second(SliceOrders.open(terms, SLICE, 4, secretSum)));
        steps.add(t -> t.first(arrived(updates.get(2))));
        steps.add(t -> t.first(arrived(updates.get(2))));
        return steps;
    }

    /** Digest of the one opened sum, or empty when none was opened. */
    private String digestAfter(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, ChunkArrived, SliceSignal, OpenedSlice> task =
                new TwoInputTask<>(this::harness, List.of(SliceAggregator.VERDICTS))) {
            task.run(steps, killedAfter);
            List<SliceVerdict> verdicts = task.said(SliceAggregator.VERDICTS);
            assertThat(verdicts).hasSizeLessThanOrEqualTo(1).allMatch(SliceVerdict::passed);
            assertThat(task.said()).hasSameSizeAs(verdicts);
            return verdicts.isEmpty()
                    ? ""
                    : HexFormat.of().formatHex(verdicts.get(0).sumDigest());
        }
    }

    private int entries() {
        return harness.numKeyedStateEntries();
    }

    private void reject(MaskedUpdate update) throws Exception {
        signal(SliceOrders.reject(terms, SLICE, update));
    }

    /** Opens the slice with the cohort's true secret sum and holds every parameter against the plain sum. */
    private void openAndCompare(int... cohort) throws Exception {
        List<MaskedUpdate> sealed = new ArrayList<>();
        List<int[]> plain = new ArrayList<>();
        for (int i : cohort) {
            sealed.add(updates.get(i));
            plain.add(slots.get(i));
        }
        signal(SliceOrders.open(terms, SLICE, cohort.length, terms.secretSum(sealed)));
        SliceVerdict verdict = verdict();
        assertThat(verdict.passed()).as(verdict.burnReason()).isTrue();
        LongBuffer sums = ByteBuffer.wrap(Files.readAllBytes(artifacts.resolve(verdict.path())))
                .asLongBuffer();
        for (int slot = 0; slot < sums.limit(); slot++) {
            assertThat(sums.get(slot)).as("slot " + slot).isEqualTo(TestRound.plainSum(plain, slot));
        }
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    private SliceVerdict verdict() {
        Queue<StreamRecord<SliceVerdict>> verdicts = harness.getSideOutput(SliceAggregator.VERDICTS);
        assertThat(verdicts).hasSize(1);
        return verdicts.peek().getValue();
    }

    private void both(int... indices) throws Exception {
        for (int i : indices) {
            chunk(updates.get(i));
            admit(updates.get(i));
        }
    }

    private void chunk(MaskedUpdate update) throws Exception {
        chunk(update, update.chunks().get(0));
    }

    private void chunk(MaskedUpdate update, byte[] bytes) throws Exception {
        harness.processElement1(new StreamRecord<>(arrived(update, bytes)));
    }

    private ChunkArrived arrived(MaskedUpdate update) {
        return arrived(update, update.chunks().get(0));
    }

    private ChunkArrived arrived(MaskedUpdate update, byte[] bytes) {
        return new ChunkArrived(
                terms.cohort,
                SLICE,
                update.signed().statement().device().hex(),
                update.signed().statement().upload().hex(),
                0,
                Digest.sha256(bytes).hex(),
                bytes,
                TestRound.OPENS);
    }

    private void admit(MaskedUpdate update) throws Exception {
        signal(SliceOrders.admit(terms, SLICE, update));
    }

    private void signal(SliceSignal signal) throws Exception {
        harness.processElement2(new StreamRecord<>(signal));
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, ChunkArrived, SliceSignal, OpenedSlice> harness()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(
                        new SliceAggregator(terms.config(artifacts.toUri().toString()))),
                chunk -> SliceKey.of(chunk.cohort(), chunk.slice()),
                signal -> SliceKey.of(signal.cohort(), signal.slice()),
                Types.STRING,
                SliceKey.MAX_PARALLELISM,
                1,
                0);
    }
}
