package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ValueStateDescriptor;
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

    private KeyedTwoInputStreamOperatorTestHarness<String, JudgeInput, SliceVerdict, RoundDecision> harness;

    @BeforeEach
    void open() throws Exception {
        harness = fresh();
        harness.open();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, JudgeInput, SliceVerdict, RoundDecision> fresh()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new RoundJudge(new TestRound().config("file:///nowhere"))),
                JudgeInput::population,
                SliceVerdict::population,
                Types.STRING);
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
        RoundReport report =
                (RoundReport) RecordCodec.decode(onlyDecision().cohorts().get(0).report());
        assertThat(report.getReason()).isEqualTo(BurnReason.SLICES_INCOMPLETE.name());
    }

    @Test
    void whatASliceSaysOfAnOverdueRoundIsForgottenHereAndInTheModel() throws Exception {
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        verdict(0, "");
        overdue();
        int remembered = harness.numKeyedStateEntries();
        verdict(1, "");
        assertThat(harness.numKeyedStateEntries()).isEqualTo(remembered);
        assertThat(onlyDecision().completed()).isFalse();
        assertThat(steps()).noneMatch(ModelStep::apply);
        assertThat(steps()).extracting(ModelStep::slice).containsExactly(0, 1);
        assertThat(steps()).extracting(ModelStep::cohorts).containsOnly(List.of(COHORT));
    }

    @Test
    void aRoundJudgedInTimeIsNotBurnedAfterwards() throws Exception {
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        verdict(0, "");
        verdict(1, "");
        overdue();
        assertThat(onlyDecision().completed()).isTrue();
    }

    @Test
    void aRolledBackModelIsTheNewestAndRoundsThatLearntFromThoseBeforeBurn() throws Exception {
        String inFlight = "cd".repeat(32);
        String after = "ef".repeat(32);
        verdict(0, "");
        verdict(1, "");
        conclude(CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "");
        restore();
        for (String cohort : List.of(inFlight, after)) {
            long newestBase = cohort.equals(after) ? 2 : 1;
            harness.processElement1(new StreamRecord<>(
                    conclusion(cohort, CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "", newestBase)));
            harness.processElement2(new StreamRecord<>(verdict(cohort, 0, "")));
            harness.processElement2(new StreamRecord<>(verdict(cohort, 1, "")));
        }
        List<RoundDecision> decisions = harness.extractOutputValues();
        assertThat(decisions).extracting(RoundDecision::version).containsExactly(1L, 2L, 2L, 3L);
        assertThat(decisions).extracting(RoundDecision::completed).containsExactly(true, true, false, true);
        assertThat(decisions.get(1).restores()).isTrue();
        RoundReport burned = (RoundReport)
                RecordCodec.decode(decisions.get(2).cohorts().get(0).report());
        assertThat(burned.getReason()).isEqualTo(BurnReason.ROLLED_BACK.name());
        assertThat(burned.getPromotedVersion()).isEqualTo(2);
        assertThat(steps().stream().filter(ModelStep::restores))
                .extracting(ModelStep::restorePath)
                .containsExactly("none", "none");
        assertThat(steps().stream().filter(step -> step.cohorts().contains(inFlight)))
                .hasSize(2)
                .noneMatch(ModelStep::apply);
    }

    private void restore() throws Exception {
        harness.processElement1(new StreamRecord<>(restoration()));
    }

    private static JudgeInput restoration() {
        return JudgeInput.of(new Restoration(
                TestRound.POPULATION,
                "99".repeat(32),
                TestRound.taskText(),
                List.of("none", "none"),
                List.of("ab".repeat(32), "ab".repeat(32))));
    }

    @Test
    void aJudgeKilledBetweenAnyTwoStepsDecidesTheSameOnce() throws Exception {
        List<String> undisturbed = decisionsAfter(script(), -1);
        assertThat(undisturbed).hasSize(6);
        for (int killedAfter = 0; killedAfter < script().size(); killedAfter++) {
            assertThat(decisionsAfter(script(), killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    /** What the test above would find in a judge that forgets the newest version at a restore. */
    @Test
    void aJudgeThatForgetsItsVersionWouldNameOneTwice() throws Exception {
        List<Step> steps = script();
        steps.add(
                5,
                task -> task.state(TestRound.POPULATION, new ValueStateDescriptor<>("version", Types.LONG))
                        .clear());
        assertThat(decisionsAfter(steps, -1)).isNotEqualTo(decisionsAfter(script(), -1));
    }

    /** What the test above would find in a judge that forgets the last rollback at a restore. */
    @Test
    void aJudgeThatForgetsARollbackWouldLetAnOutdatedRoundMoveTheModel() throws Exception {
        List<Step> steps = script();
        steps.add(
                10,
                task -> task.state(TestRound.POPULATION, new ValueStateDescriptor<>("restored", Types.LONG))
                        .clear());
        assertThat(decisionsAfter(steps, -1)).isNotEqualTo(decisionsAfter(script(), -1));
    }

    private interface Step extends TwoInputTask.Step<String, JudgeInput, SliceVerdict, RoundDecision> {}

    /** Two rounds that complete, one that burned without slices, one whose slices are late, and what comes too late. */
    private static List<Step> script() {
        String second = "cd".repeat(32);
        String late = "ef".repeat(32);
        String never = "01".repeat(32);
        List<Step> steps = new ArrayList<>();
        steps.add(t -> t.second(verdict(COHORT, 1, "")));
        steps.add(t -> t.first(conclusion(COHORT, CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "")));
        steps.add(t -> t.first(
                conclusion(never, CohortConclusion.Kind.BURNED, RoundStatus.BURNED, BurnReason.NO_QUORUM.name())));
        steps.add(t -> t.first(conclusion(second, CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "")));
        steps.add(t -> t.second(verdict(COHORT, 0, "")));
        steps.add(t -> t.second(verdict(second, 0, "")));
        steps.add(t -> t.first(conclusion(late, CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "")));
        steps.add(t -> t.second(verdict(late, 0, "")));
        steps.add(t -> t.second(verdict(second, 1, "")));
        // A rollback, and a round that learnt from what it took back.
        String outdated = "23".repeat(32);
        steps.add(t -> t.first(restoration()));
        steps.add(t -> t.first(conclusion(outdated, CohortConclusion.Kind.OPENED, RoundStatus.COMPLETED, "")));
        steps.add(t -> t.second(verdict(outdated, 0, "")));
        steps.add(t -> t.second(verdict(outdated, 1, "")));
        for (String cohort : List.of(COHORT, late, second)) {
            steps.add(t -> t.first(conclusion(
                    cohort, CohortConclusion.Kind.OVERDUE, RoundStatus.BURNED, BurnReason.SLICES_INCOMPLETE.name())));
        }
        return steps;
    }

    /** Cohort, outcome, version, report and orders of each decision. */
    private List<String> decisionsAfter(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task =
                new TwoInputTask<>(RoundJudgeTest::fresh, List.of(RoundJudge.STEPS, RoundJudge.SAID))) {
            task.run(steps, killedAfter);
            return task.said().stream()
                    .map(d -> d.source() + " " + d.completed() + " " + d.version() + " "
                            + d.cohorts().stream()
                                    .map(end -> end.cohort() + " " + Arrays.hashCode(end.report()) + " " + end.barred())
                                    .toList()
                            + task.said(RoundJudge.STEPS))
                    .toList();
        }
    }

    private void overdue() throws Exception {
        conclude(CohortConclusion.Kind.OVERDUE, RoundStatus.BURNED, BurnReason.SLICES_INCOMPLETE.name());
    }

    private void conclude(CohortConclusion.Kind kind, RoundStatus status, String reason) throws Exception {
        harness.processElement1(new StreamRecord<>(conclusion(COHORT, kind, status, reason)));
    }

    private static JudgeInput conclusion(String cohort, CohortConclusion.Kind kind, RoundStatus status, String reason) {
        return conclusion(cohort, kind, status, reason, 0);
    }

    private static JudgeInput conclusion(
            String cohort, CohortConclusion.Kind kind, RoundStatus status, String reason, long newestBase) {
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
        return JudgeInput.of(new CohortConclusion(
                TestRound.POPULATION,
                cohort,
                kind,
                2,
                newestBase,
                TestRound.taskText(),
                RecordCodec.encode(report),
                List.of(),
                List.of(),
                List.of("0a".repeat(16))));
    }

    private void verdict(int slice, String burnReason) throws Exception {
        harness.processElement2(new StreamRecord<>(verdict(COHORT, slice, burnReason)));
    }

    private static SliceVerdict verdict(String cohort, int slice, String burnReason) {
        return new SliceVerdict(
                TestRound.POPULATION, cohort, slice, burnReason, new byte[32], "path", 4, 0, 0, 0, 0, 0);
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
