package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A round counts when every slice passed, once, and never waits for ever. */
class RoundJudgeTest {
    private static final String COHORT = "ab".repeat(32);

    private KeyedTwoInputStreamOperatorTestHarness<String, CohortConclusion, SliceVerdict, RoundDecision> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new RoundJudge(new TestRound().config("file:///nowhere"))),
                CohortConclusion::population,
                SliceVerdict::population,
                Types.STRING);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aRoundCompletesWhenEverySliceHasPassed() throws Exception {
        verdict(1, "");
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        assertThat(harness.extractOutputValues()).isEmpty();
        verdict(0, "");
        assertThat(onlyDecision().completed()).isTrue();
        assertThat(onlyDecision().version()).isEqualTo(1);
        assertThat(steps()).hasSize(2).allMatch(ModelStep::apply);
    }

    @Test
    void oneSliceThatFailedBurnsTheRoundAndTheOtherForgets() throws Exception {
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        verdict(0, "");
        verdict(1, BurnReason.RESIDUE_TOO_LARGE.name());
        assertThat(onlyDecision().completed()).isFalse();
        assertThat(steps()).hasSize(1).noneMatch(ModelStep::apply);
    }

    @Test
    void aRoundWhoseSlicesNeverAnswerIsBurnedWhenItIsOverdue() throws Exception {
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        verdict(0, "");
        overdue();
        assertThat(onlyDecision().completed()).isFalse();
        RoundReport report = (RoundReport) RecordCodec.decode(onlyDecision().report());
        assertThat(report.getReason()).isEqualTo(BurnReason.SLICES_INCOMPLETE.name());
    }

    @Test
    void aRoundJudgedInTimeIsNotBurnedAfterwards() throws Exception {
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        verdict(0, "");
        verdict(1, "");
        overdue();
        assertThat(onlyDecision().completed()).isTrue();
    }

    private void overdue() throws Exception {
        conclude(CohortConclusion.Kind.OVERDUE, RoundStatus.BURNED, BurnReason.SLICES_INCOMPLETE.name());
    }

    private void conclude(CohortConclusion.Kind kind, RoundStatus status, String reason) throws Exception {
        RoundReport report = RoundReport.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(1)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(ByteBuffer.allocate(32))
                .setStatus(status)
                .setReason(reason)
                .setAnnouncedAtMillis(TestRound.OPENS)
                .setUploaded(4)
                .setVerified(4)
                .setSealed(4)
                .setLate(0)
                .setRejected(Map.of())
                .setCommittee(8)
                .setVotes(5)
                .setRefusals(Map.of())
                .setReplies(4)
                .setCohortRoot(ByteBuffer.allocate(32))
                .build();
        harness.processElement1(new StreamRecord<>(new CohortConclusion(
                TestRound.POPULATION, COHORT, kind, 2, RecordCodec.encode(report), List.of(), List.of())));
    }

    private void verdict(int slice, String burnReason) throws Exception {
        harness.processElement2(new StreamRecord<>(new SliceVerdict(
                TestRound.POPULATION, COHORT, slice, burnReason, new byte[32], "path", 4, 0, 0, 0, 0)));
    }

    private RoundDecision onlyDecision() {
        assertThat(harness.extractOutputValues()).hasSize(1);
        return harness.extractOutputValues().get(0);
    }

    private List<ModelStep> steps() {
        return harness.getSideOutput(RoundJudge.STEPS).stream()
                .map(StreamRecord::getValue)
                .toList();
    }
}
