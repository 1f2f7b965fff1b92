package dev.tutti.job.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobLimits;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each refusal is said once, or counted once where there are too many to say; and none is lost. */
class RefusalSpeechTest {
    private static final int A_MINUTE = 10;
    private static final String COHORT = "ab".repeat(32);
    private static final String DEVICE = "cd".repeat(16);
    private static final String UPLOAD = "ef".repeat(16);

    private KeyedOneInputStreamOperatorTestHarness<String, RefusedUpdate, Said> harness;

    @BeforeEach
    void open() throws Exception {
        harness = fresh();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aRefusedUpdateIsSaidToTheWorldAndToItsDevice() throws Exception {
        refuse(new RefusedUpdate(COHORT, DEVICE, UPLOAD, "QUOTA", "detail", 1, 2, TestRound.OPENS));
        assertThat(said(RejectedUpdate.class)).hasSize(1);
        assertThat(said(Receipt.class)).extracting(Receipt::getReason).containsExactly(RejectReason.QUOTA);
    }

    @Test
    void aRefusedRecordIsSaidToTheWorldOnly() throws Exception {
        refuse(RefusedUpdate.record(COHORT, DEVICE, UPLOAD, "WRONG_SIZE", "detail", 1, 2, TestRound.OPENS));
        assertThat(said(RejectedUpdate.class)).hasSize(1);
        assertThat(said(Receipt.class)).isEmpty();
    }

    @Test
    void aFloodOfOneReasonIsCountedAndLeavesTheOtherReasonsTheirVoice() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            refuse(garbage(RejectReason.MALFORMED));
        }
        refuse(garbage(RejectReason.UNKNOWN_ANNOUNCEMENT));
        assertThat(said(RejectedUpdate.class)).hasSize(A_MINUTE + 1);
        harness.processWatermark(TestRound.OPENS + 60_000);
        List<RejectedUpdate> all = said(RejectedUpdate.class);
        assertThat(all).hasSize(A_MINUTE + 2);
        assertThat(all.get(all.size() - 1).getReason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(all.get(all.size() - 1).getDetail()).startsWith((1_000 - A_MINUTE) + " more");
        refuse(garbage(RejectReason.MALFORMED));
        assertThat(said(RejectedUpdate.class)).hasSize(A_MINUTE + 3);
    }

    @Test
    void theCountSurvivesARestore() throws Exception {
        for (int i = 0; i < 25; i++) {
            refuse(garbage(RejectReason.MALFORMED));
        }
        var checkpoint = harness.snapshot(1, 1);
        harness.close();
        harness = fresh();
        harness.initializeState(checkpoint);
        harness.open();
        refuse(garbage(RejectReason.MALFORMED));
        harness.processWatermark(TestRound.OPENS + 60_000);
        assertThat(said(RejectedUpdate.class))
                .extracting(RejectedUpdate::getDetail)
                .singleElement()
                .asString()
                .startsWith("16 more");
    }

    private static RefusedUpdate garbage(RejectReason reason) {
        return new RefusedUpdate("", null, null, reason.name(), "detail", 0, 0, TestRound.OPENS);
    }

    private void refuse(RefusedUpdate refused) throws Exception {
        harness.processElement(new StreamRecord<>(refused));
    }

    private <T extends SpecificRecord> List<T> said(Class<T> type) {
        return harness.extractOutputValues().stream()
                .map(s -> RecordCodec.decode(s.value()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, RefusedUpdate, Said> fresh() throws Exception {
        JobConfig c = new TestRound().config("file:///nowhere");
        JobLimits limits = c.limits();
        JobConfig quiet = c.with(
                c.checkpointMillis(),
                new JobLimits(limits.unfinishedMebibytes(), A_MINUTE, limits.transactionTimeoutMillis()));
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RefusalSpeech(quiet)), RefusedUpdate::reason, Types.STRING);
    }
}
