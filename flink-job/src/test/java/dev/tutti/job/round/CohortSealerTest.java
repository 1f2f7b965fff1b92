package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.announcement.Announced;
import dev.tutti.job.refusal.RefusedUpdate;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** The sealer on Flink's own state and timers: killed between any two steps, it seals the same cohort. */
class CohortSealerTest {
    private final TestRound terms = new TestRound();
    private final List<MaskedUpdate> sealed = new ArrayList<>();

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

    /** From the announcement to the order to open: the same root, votes, S and conclusion, each said once. */
    @Test
    void aSealerKilledBetweenAnyTwoStepsOpensTheSameSumOnce() throws Exception {
        List<Step> steps = stepsToTheOpening();
        Opening undisturbed = openingAfter(steps, -1);
        for (int killedAfter = 0; killedAfter < steps.size() - 1; killedAfter++) {
            assertThat(openingAfter(steps, killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    /** What the test above would find in a sealer that forgets at a restore what it had heard. */
    @Test
    void aSealerThatForgetsItsVotesWouldNotOpen() throws Exception {
        List<Step> steps = stepsToTheOpening();
        int fourthVote = steps.size() - 1 - REPLIES - VOTES + 3;
        Step vote = steps.get(fourthVote);
        steps.set(fourthVote, h -> {
            h.forget("votes");
            vote.on(h);
        });
        assertThat(openingAfter(steps, -1).secretSums()).isEmpty();
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
    void whatWasRefusedAtTheDoorIsInTheFunnelAndLateThereIsLate() throws Exception {
        try (Harness harness = harness()) {
            harness.open();
            steps().get(0).on(harness);
            for (String reason : List.of("LATE", "QUOTA", "BAD_SIGNATURE", "QUOTA")) {
                harness.processElement(new StreamRecord<>(SealerInput.of(new RefusedUpdate(
                        terms.cohort, "ab".repeat(16), "cd".repeat(16), reason, "", 0, 0, TestRound.OPENS))));
            }
            harness.processWatermark(TestRound.CLOSES);
            RoundReport report = (RoundReport) RecordCodec.decode(
                    values(harness, CohortSealer.CONCLUSIONS).get(0).report());
            assertThat(report.getLate()).isEqualTo(1);
            assertThat(report.getVerified()).isEqualTo(1);
            assertThat(report.getUploaded()).isEqualTo(4);
            assertThat(report.getRejected()).isEqualTo(Map.of("QUOTA", 2, "BAD_SIGNATURE", 1));
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

    private static final int VOTES = 6;
    private static final int REPLIES = 4;

    /** What a cohort came to: roots its members heard, certificates, sums of secrets, conclusions; all of them, as said. */
    private record Opening(
            Set<String> roots, Set<String> certificates, List<String> secretSums, List<String> conclusions) {}

    private Opening openingAfter(List<Step> steps, int killedAfter) throws Exception {
        Opening opening = new Opening(new TreeSet<>(), new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
        Harness harness = harness();
        harness.open();
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).on(harness);
            if (i == killedAfter) {
                OperatorSubtaskState checkpoint = harness.snapshot(i, i);
                collect(harness, opening);
                harness.close();
                harness = harness();
                harness.initializeState(checkpoint);
                harness.open();
            }
        }
        collect(harness, opening);
        harness.close();
        return opening;
    }

    private static void collect(Harness harness, Opening opening) {
        opening.roots().addAll(roots(harness));
        for (SliceSignal signal : harness.extractOutputValues()) {
            if (signal.kind() == SliceSignal.Kind.OPEN) {
                opening.secretSums().add(signal.slice() + " " + Arrays.hashCode(signal.secretSum()));
            }
        }
        values(harness, CohortSealer.CONCLUSIONS)
                .forEach(c -> opening.conclusions().add(c.kind() + " " + Arrays.hashCode(c.report())));
        for (Said said : values(harness, CohortSealer.SAID)) {
            if (said.topic().endsWith("requests")) {
                UnmaskRequest request = RecordCodec.decode(said.value(), UnmaskRequest.class);
                opening.certificates()
                        .add(Digest.sha256(request.getCertificate().array()).hex());
            }
        }
    }

    private static <T> List<T> values(Harness harness, OutputTag<T> tag) {
        var said = harness.getSideOutput(tag);
        return said == null
                ? List.of()
                : said.stream().map(StreamRecord::getValue).toList();
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
                TestRound.taskText(),
                List.of(),
                new byte[0])))));
        for (int i = 0; i < TestRound.N_MIN; i++) {
            MaskedUpdate update = terms.update(terms.device(), terms.bases.get(1), terms.slots(i));
            sealed.add(update);
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

    /** The steps to the seal, five votes, a sixth after the certificate, and the replies that open the sum. */
    private List<Step> stepsToTheOpening() {
        List<Step> steps = steps();
        CommitteeVoices voices = new CommitteeVoices(terms, sealed);
        List<MemberMessage> votes = new ArrayList<>();
        for (int member = 1; member <= VOTES; member++) {
            votes.add(voices.vote(member));
        }
        QuorumCertificate certificate = voices.certificate(votes.subList(0, 5));
        for (MemberMessage vote : votes) {
            steps.add(h -> h.processElement(new StreamRecord<>(SealerInput.of(vote))));
        }
        for (int member = 1; member <= REPLIES; member++) {
            MemberMessage reply = voices.reply(member, certificate);
            steps.add(h -> h.processElement(new StreamRecord<>(SealerInput.of(reply))));
        }
        steps.add(h -> h.processWatermark(TestRound.CLOSES + 20));
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
            setProcessingTime(TestRound.CLOSES);
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new IllegalStateException("the task did not end", e);
            }
        }

        void forget(String state) throws Exception {
            KeyedStateBackend<String> backend = ((AbstractStreamOperator<?>) getOperator()).getKeyedStateBackend();
            for (String key : backend.getKeys(state, VoidNamespace.INSTANCE).toList()) {
                backend.setCurrentKey(key);
                backend.getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                new MapStateDescriptor<>(state, Types.INT, TypeInformation.of(SignedBytes.class)))
                        .clear();
            }
        }
    }
}
