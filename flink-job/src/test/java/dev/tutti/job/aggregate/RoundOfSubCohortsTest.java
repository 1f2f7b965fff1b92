package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.round.CohortConclusion.ContributorFact;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.unmask.CulpritSearch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Sub-cohorts of a round move the model together; one that burned or lies outside is left out, and who burns them is found. */
class RoundOfSubCohortsTest {
    private static final int SUB_COHORTS = 3;
    private static final int DEVICES = 12;
    private static final CulpritRule RULE = new CulpritRule(DEVICES, 0.1, 0);
    private static final String TASK = TaskText.of(TestRound.task().withSubCohorts(SUB_COHORTS, RULE));
    /** Replies among which every liar is found, with committees of eight: r = 4, t = 1. */
    private static final int DECISIVE = 6;

    private interface Step extends TwoInputTask.Step<String, JudgeInput, SliceVerdict, RoundDecision> {}

    @Test
    void aRoundIsJudgedWithTheLastOfItsSubCohortsAndMovesTheModelOnce() throws Exception {
        List<Step> steps = new ArrayList<>();
        steps.addAll(opened(1, 2, ""));
        steps.add(t -> t.first(conclusion(1, 1, BurnReason.NO_QUORUM.name(), 0, List.of())));
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, -1);
            assertThat(task.said()).isEmpty();
        }
        steps.addAll(opened(1, 0, ""));
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, -1);
            assertThat(task.said()).hasSize(1);
            RoundDecision decision = task.said().get(0);
            assertThat(decision.completed()).isTrue();
            assertThat(decision.version()).isEqualTo(1);
            assertThat(decision.source())
                    .isEqualTo(ModelManifest.source(List.of(hash(1, 0), hash(1, 2)))
                            .hex());
            assertThat(reports(decision))
                    .extracting(RoundReport::getStatus)
                    .containsExactly(RoundStatus.COMPLETED, RoundStatus.BURNED, RoundStatus.COMPLETED);
            assertThat(task.said(RoundJudge.STEPS))
                    .allMatch(ModelStep::apply)
                    .extracting(ModelStep::cohorts)
                    .containsExactly(List.of(cohort(1, 0), cohort(1, 2)), List.of(cohort(1, 0), cohort(1, 2)));
        }
        List<String> undisturbed = after(steps, -1);
        for (int killedAfter = 0; killedAfter < steps.size(); killedAfter++) {
            assertThat(after(steps, killedAfter)).isEqualTo(undisturbed);
        }
    }

    @Test
    void anOutlyingSubCohortIsLeftOutAndTheOthersSumsStayWhatTheyAre() throws Exception {
        List<Step> steps = new ArrayList<>();
        steps.addAll(opened(1, 0, ""));
        // Each slice by itself may have such a norm: the bound of the whole is what the two together pass.
        double bound = 4 * 10.0 * 127 / 0.5;
        steps.add(t -> t.second(verdict(1, 1, 0, "", bound * bound)));
        steps.add(t -> t.second(verdict(1, 1, 1, "", bound * bound)));
        steps.add(t -> t.first(conclusion(1, 1, "", 8, List.of())));
        steps.addAll(opened(1, 2, BurnReason.OUTLYING_PARAMETERS.name()));
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, -1);
            assertThat(reports(task.said().get(0)))
                    .extracting(RoundReport::getReason)
                    .containsExactly("", "OUTLYING_NORM", "OUTLYING_PARAMETERS");
            assertThat(task.said(RoundJudge.STEPS).stream().filter(ModelStep::apply))
                    .extracting(ModelStep::cohorts)
                    .containsOnly(List.of(cohort(1, 0)));
            // What opened and does not count is forgotten: both slices of the one, the sound slice of the other.
            assertThat(task.said(RoundJudge.STEPS).stream().filter(step -> !step.apply()))
                    .extracting(ModelStep::cohorts)
                    .containsExactlyInAnyOrder(List.of(cohort(1, 1)), List.of(cohort(1, 1)), List.of(cohort(1, 2)));
        }
    }

    /** Every honest device puts one weight into all its slices; a smaller one in one slice would enlarge that slice's mean. */
    @Test
    void aSumWhoseSlicesWeighDifferentlyIsLeftOut() throws Exception {
        List<Step> steps = new ArrayList<>();
        steps.addAll(opened(1, 0, ""));
        steps.addAll(opened(1, 1, ""));
        steps.add(t -> t.second(verdict(1, 2, 0, "", 0)));
        steps.add(t -> {
            SliceVerdict like = verdict(1, 2, 1, "", 0);
            t.second(new SliceVerdict(
                    like.population(), like.cohort(), 1, "", like.sumDigest(), like.path(), 4 * 64 - 1, 0, 0, 0, 0, 0));
        });
        steps.add(t -> t.first(conclusion(1, 2, "", 8, List.of())));
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, -1);
            assertThat(reports(task.said().get(0)))
                    .extracting(RoundReport::getReason)
                    .containsExactly("", "", "OUTLYING_CONTROLS");
        }
    }

    @Test
    void aRoundWhoseSubCohortsAllBurnedMovesNothing() throws Exception {
        List<Step> steps = new ArrayList<>();
        for (int subCohort = 0; subCohort < SUB_COHORTS; subCohort++) {
            int own = subCohort;
            steps.add(t -> t.first(conclusion(1, own, BurnReason.NO_QUORUM.name(), 0, List.of())));
        }
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, -1);
            assertThat(task.said().get(0).completed()).isFalse();
            assertThat(task.said().get(0).version()).isZero();
            assertThat(task.said(RoundJudge.STEPS)).isEmpty();
        }
    }

    @Test
    void whoAlwaysBurnsItsSubCohortIsBarredAfterTheRoundsStatedAndNobodyElse() throws Exception {
        int rounds = CulpritSearch.rounds(DEVICES, RULE.errorProbability(), RULE.corruptShare(), SUB_COHORTS);
        assertThat(barredAfter(rounds - 1, DECISIVE)).isEmpty();
        assertThat(barredAfter(rounds, DECISIVE)).containsExactly(device(0));
    }

    /** With fewer replies a member may have lied unseen, and members know who is in a cohort. */
    @Test
    void aBurnThatAMemberMayHaveCausedIsNobodysGuilt() throws Exception {
        assertThat(barredAfter(40, DECISIVE - 1)).isEmpty();
    }

    /** What is stated holds for so many devices: later ones are not named, and nothing is remembered of them. */
    @Test
    void noMoreDevicesAreSuspectedThanThereAreToSuspect() throws Exception {
        CulpritRule six = new CulpritRule(DEVICES / 2, RULE.errorProbability(), RULE.corruptShare());
        int rounds = CulpritSearch.rounds(DEVICES / 2, six.errorProbability(), six.corruptShare(), SUB_COHORTS);
        assertThat(barredAfter(rounds, DECISIVE, 0, six)).containsExactly(device(0));
        assertThat(barredAfter(40, DECISIVE, DEVICES - 1, six)).isEmpty();
        rounds = CulpritSearch.rounds(DEVICES, RULE.errorProbability(), RULE.corruptShare(), SUB_COHORTS);
        assertThat(barredAfter(rounds, DECISIVE, DEVICES - 1, RULE)).containsExactly(device(DEVICES - 1));
    }

    /**
     * Device 0 burns its sub-cohort and another never seals, round by round. That says nothing about anybody if too few
     * drew it. If enough did, base versions kept it from sealing: whose, may have been chosen to make device 0 stand out.
     */
    @Test
    void aSubCohortThatEnoughDevicesDrewIsNotLeftOut() throws Exception {
        assertThat(barredBesideOneThatNeverSealed(TestRound.N_MIN - 1)).containsExactly(device(0));
        assertThat(barredBesideOneThatNeverSealed(TestRound.N_MIN)).isEmpty();
    }

    private static List<String> barredBesideOneThatNeverSealed(int size) throws Exception {
        Random random = new Random(7);
        List<String> barred = new ArrayList<>();
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            for (int round = 1; round <= 8; round++) {
                List<Integer> others =
                        new ArrayList<>(IntStream.range(1, DEVICES).boxed().toList());
                Collections.shuffle(others, random);
                List<Integer> burned = new ArrayList<>(others.subList(0, 3));
                burned.add(0);
                for (Step slice : slices(round, 0, BurnReason.RESIDUE_TOO_LARGE.name())) {
                    slice.on(task);
                }
                task.first(conclusion(round, 0, "", DECISIVE, burned));
                List<Integer> unsealed = others.subList(3, 3 + size);
                task.first(conclusion(round, 1, BurnReason.TOO_FEW_CONTRIBUTORS.name(), 0, unsealed));
                for (Step slice : slices(round, 2, "")) {
                    slice.on(task);
                }
                task.first(conclusion(round, 2, "", DECISIVE, others.subList(3 + size, DEVICES - 1)));
            }
            task.said().forEach(decision -> decision.cohorts().forEach(end -> barred.addAll(end.barred())));
        }
        return barred;
    }

    /** Who is barred in so many rounds in which device 0 burns whatever sub-cohort it is in. */
    private static List<String> barredAfter(int rounds, int replies) throws Exception {
        return barredAfter(rounds, replies, 0, RULE);
    }

    private static List<String> barredAfter(int rounds, int replies, int culprit, CulpritRule rule) throws Exception {
        String text = TaskText.of(TestRound.task().withSubCohorts(SUB_COHORTS, rule));
        Random random = new Random(7);
        List<String> barred = new ArrayList<>();
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            List<Step> steps = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                List<Integer> devices =
                        new ArrayList<>(IntStream.range(0, DEVICES).boxed().toList());
                Collections.shuffle(devices, random);
                for (int sub = 0; sub < SUB_COHORTS; sub++) {
                    List<Integer> own = devices.subList(sub * DEVICES / SUB_COHORTS, (sub + 1) * DEVICES / SUB_COHORTS);
                    String reason = own.contains(culprit) ? BurnReason.RESIDUE_TOO_LARGE.name() : "";
                    int number = round;
                    int place = sub;
                    steps.addAll(slices(round, sub, reason));
                    steps.add(t -> t.first(conclusion(number, place, "", replies, own, text)));
                }
            }
            // Killed half-way: suspicion outlives a crash.
            task.run(steps, steps.size() / 2);
            for (RoundDecision decision : task.said()) {
                decision.cohorts().forEach(end -> barred.addAll(end.barred()));
                List<ByteBuffer> reported = new ArrayList<>();
                reports(decision).forEach(report -> reported.addAll(report.getBarred()));
                assertThat(reported)
                        .isEqualTo(decision.cohorts().stream()
                                .flatMap(end -> end.barred().stream())
                                .map(device -> ByteBuffer.wrap(HexFormat.of().parseHex(device)))
                                .toList());
            }
        }
        return barred;
    }

    private static List<String> after(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task()) {
            task.run(steps, killedAfter);
            return task.said().stream()
                    .map(d -> d.source() + d.version() + reports(d) + task.said(RoundJudge.STEPS))
                    .toList();
        }
    }

    private static List<RoundReport> reports(RoundDecision decision) {
        return decision.cohorts().stream()
                .map(end -> RecordCodec.decode(end.report(), RoundReport.class))
                .toList();
    }

    private static List<Step> opened(int round, int subCohort, String firstSlice) {
        List<Step> steps = new ArrayList<>(slices(round, subCohort, firstSlice));
        steps.add(t -> t.first(conclusion(round, subCohort, "", 8, List.of())));
        return steps;
    }

    private static List<Step> slices(int round, int subCohort, String firstSlice) {
        return List.of(
                t -> t.second(verdict(round, subCohort, 0, firstSlice, 0)),
                t -> t.second(verdict(round, subCohort, 1, "", 0)));
    }

    private static SliceVerdict verdict(int round, int subCohort, int slice, String reason, double squaredNorm) {
        return new SliceVerdict(
                TestRound.POPULATION,
                cohort(round, subCohort),
                slice,
                reason,
                new byte[32],
                "path",
                4 * 64,
                0,
                0,
                0,
                0,
                squaredNorm);
    }

    private static JudgeInput conclusion(int round, int subCohort, String reason, int replies, List<Integer> devices) {
        return conclusion(round, subCohort, reason, replies, devices, TASK);
    }

    private static JudgeInput conclusion(
            int round, int subCohort, String reason, int replies, List<Integer> devices, String task) {
        RoundReport report = RoundReport.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(round)
                .setAttempt(1)
                .setSubCohort(subCohort)
                .setSubCohorts(SUB_COHORTS)
                .setAnnouncementHash(ByteBuffer.wrap(hash(round, subCohort).bytes()))
                .setStatus(reason.isEmpty() ? RoundStatus.COMPLETED : RoundStatus.BURNED)
                .setReason(reason)
                .setAnnouncedAtMillis(TestRound.OPENS)
                .setUploaded(4)
                .setVerified(4)
                .setSealed(4)
                .setLate(0)
                .setRejected(Map.of())
                .setCommittee(8)
                .setVotes(8)
                .setRefusals(Map.of())
                .setReplies(replies)
                .setCohortRoot(ByteBuffer.allocate(32))
                .build();
        return JudgeInput.of(new CohortConclusion(
                TestRound.POPULATION,
                cohort(round, subCohort),
                reason.isEmpty() ? CohortConclusion.Kind.OPENED : CohortConclusion.Kind.BURNED,
                2,
                0,
                task,
                RecordCodec.encode(report),
                // Whom there was no room for counts as well.
                devices.stream()
                        .skip(1)
                        .map(number -> new ContributorFact(device(number), "aa".repeat(16), new byte[32]))
                        .toList(),
                devices.stream().map(RoundOfSubCohortsTest::device).toList(),
                List.of()));
    }

    private static String device(int number) {
        return String.format("%032x", number);
    }

    private static String cohort(int round, int subCohort) {
        return hash(round, subCohort).hex();
    }

    private static Digest hash(int round, int subCohort) {
        return Digest.sha256(new byte[] {(byte) round, (byte) subCohort});
    }

    private static TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task() throws Exception {
        return new TwoInputTask<>(
                () -> new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new RoundJudge(new TestRound().config("file:///nowhere"))),
                        JudgeInput::population,
                        SliceVerdict::population,
                        Types.STRING),
                List.of(RoundJudge.STEPS, RoundJudge.SAID));
    }
}
