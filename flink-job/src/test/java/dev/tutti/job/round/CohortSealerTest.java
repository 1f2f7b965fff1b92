package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.announcement.Announced;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The sealer on Flink's own state and timers: killed between any two steps, it seals the same cohort. */
class CohortSealerTest {
    private final TestRound terms = new TestRound();

    @Test
    void aSealerKilledBetweenAnyTwoStepsSealsTheSameCohort() throws Exception {
        List<Step> steps = steps();
        String undisturbed = rootAfter(steps, -1);
        for (int killedAfter = 0; killedAfter < steps.size() - 1; killedAfter++) {
            assertThat(rootAfter(steps, killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void theEndOfInputSealsNothing() throws Exception {
        try (Harness harness = harness()) {
            harness.open();
            for (Step step : steps().subList(0, TestRound.N_MIN + 1)) {
                step.on(harness);
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(harness.getSideOutput(CohortSealer.BOXES)).isNull();
            assertThat(harness.getSideOutput(CohortSealer.CONCLUSIONS)).isNull();
        }
    }

    @Test
    void anUpdateForAForgottenCohortIsToldThatItIsLate() throws Exception {
        try (Harness harness = harness()) {
            harness.open();
            MaskedUpdate late = terms.update(terms.device(), terms.bases.get(1), terms.slots(9));
            harness.processElement(
                    new StreamRecord<>(SealerInput.of(TestUpdates.verified(late, TestRound.CLOSES + 1))));
            assertThat(harness.getSideOutput(CohortSealer.SAID)).hasSize(2);
        }
    }

    @Test
    void aFinishedCohortIsForgotten() throws Exception {
        try (Harness harness = harness()) {
            harness.open();
            steps().get(0).on(harness);
            harness.processWatermark(TestRound.CLOSES);
            assertThat(harness.getSideOutput(CohortSealer.CONCLUSIONS)).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isPositive();
            harness.processWatermark(TestRound.CLOSES + 1_000_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    private String rootAfter(List<Step> steps, int killedAfter) throws Exception {
        List<String> roots = new ArrayList<>();
        Harness harness = harness();
        harness.open();
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).on(harness);
            if (i == killedAfter) {
                OperatorSubtaskState checkpoint = harness.snapshot(i, i);
                roots.addAll(roots(harness));
                harness.close();
                harness = harness();
                harness.initializeState(checkpoint);
                harness.open();
            }
        }
        roots.addAll(roots(harness));
        harness.close();
        assertThat(roots).hasSize(8);
        assertThat(roots.stream().distinct()).hasSize(1);
        return roots.get(0);
    }

    private static List<String> roots(Harness harness) {
        var boxes = harness.getSideOutput(CohortSealer.BOXES);
        return boxes == null
                ? List.of()
                : boxes.stream()
                        .filter(b -> b.getValue().notice() != null)
                        .map(b -> HexFormat.of().formatHex(b.getValue().notice().cohortRoot()))
                        .toList();
    }

    /** An announcement, six updates with the clock moving between them, one late, and the close. */
    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(h -> h.processElement(new StreamRecord<>(SealerInput.of(new Announced(
                TestRound.POPULATION,
                terms.cohort,
                terms.announcement.encode(),
                new byte[64],
                TestRound.OPENS,
                TestRound.CLOSES,
                List.of())))));
        for (int i = 0; i < TestRound.N_MIN; i++) {
            MaskedUpdate update = terms.update(terms.device(), terms.bases.get(1), terms.slots(i));
            long completedAt = TestRound.OPENS + 100L * i;
            steps.add(h ->
                    h.processElement(new StreamRecord<>(SealerInput.of(TestUpdates.verified(update, completedAt)))));
            steps.add(h -> h.processWatermark(completedAt - 50));
        }
        MaskedUpdate late = terms.update(terms.device(), terms.bases.get(1), terms.slots(9));
        steps.add(h ->
                h.processElement(new StreamRecord<>(SealerInput.of(TestUpdates.verified(late, TestRound.CLOSES + 1)))));
        steps.add(h -> h.processWatermark(TestRound.CLOSES));
        steps.add(h -> h.processWatermark(TestRound.CLOSES + 10));
        return steps;
    }

    private interface Step {
        void on(Harness harness) throws Exception;
    }

    private Harness harness() throws Exception {
        return new Harness(new CohortSealer(terms.config("file:///nowhere")));
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<String, SealerInput, SliceSignal> {
        Harness(CohortSealer sealer) throws Exception {
            super(new KeyedProcessOperator<>(sealer), SealerInput::cohort, Types.STRING);
        }
    }
}
