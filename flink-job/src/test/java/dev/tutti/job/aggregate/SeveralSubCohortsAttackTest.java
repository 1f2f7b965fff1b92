package dev.tutti.job.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.round.BurnReason;
import dev.tutti.job.round.CohortConclusion;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/**
 * Devices that send an update to several sub-cohorts of a round, where the verifier let them: no sub-cohort tells them from
 * the others, or there are more of them than the share that the search allows for (docs/protocol.md, "Search for who burns
 * rounds").
 */
class SeveralSubCohortsAttackTest {
    private static final int SUB_COHORTS = 10;
    private static final int DEVICES = 30;
    private static final CulpritRule RULE = new CulpritRule(DEVICES, 0.1, 0.3);
    private static final String TASK = TaskText.of(TestRound.task().withSubCohorts(SUB_COHORTS, RULE));
    private static final int REPLIES = 8;
    private static final int SEED = 11;

    /** Device 0 shares a wrong secret in every sub-cohort: all burn, in every round, and nobody stands out. */
    @Test
    void whoBurnsEverySubCohortIsBarredInTheFirstRoundAndWithoutTheCheckNever() throws Exception {
        IntFunction<Set<Integer>> everywhere =
                round -> new HashSet<>(IntStream.range(0, SUB_COHORTS).boxed().toList());
        assertThat(barred(40, 1, everywhere, everywhere, false)).isEmpty();
        assertThat(barred(1, 1, everywhere, everywhere, true)).containsExactly(0);
    }

    /**
     * Nine of thirty know each other, as many as the rule allows for. One of them strikes in half of the sub-cohorts, the
     * others are in every other one: so it seems that few are where it burned, though half of the innocent are.
     */
    @Test
    void aCoalitionInManySubCohortsFramesTheInnocentAndWithTheCheckIsBarredItself() throws Exception {
        IntFunction<Set<Integer>> struck = round -> Set.of(0, 1, 2, 3, 4);
        IntFunction<Set<Integer>> spared = round -> Set.of(5, 6, 7, 8, 9);
        assertThat(barred(200, 9, struck, spared, false)).isNotEmpty().allMatch(device -> device >= 9);
        assertThat(barred(200, 9, struck, spared, true))
                .containsExactlyElementsOf(IntStream.range(0, 9).boxed().toList());
    }

    /**
     * Who is barred. Each round one of the corrupt devices, in its turn, burns these sub-cohorts, while the others of them
     * sit in those; innocent ones draw.
     */
    private static Set<Integer> barred(
            int rounds,
            int corrupt,
            IntFunction<Set<Integer>> struck,
            IntFunction<Set<Integer>> spared,
            boolean onceARound)
            throws Exception {
        Random random = new Random(SEED);
        Set<Integer> barred = new TreeSet<>();
        try (TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task = task(onceARound)) {
            for (int round = 1; round <= rounds; round++) {
                List<Set<Integer>> present = new ArrayList<>();
                IntStream.range(0, SUB_COHORTS).forEach(each -> present.add(new TreeSet<>()));
                for (int device = 0; device < DEVICES; device++) {
                    int striking = (round - 1) % corrupt;
                    Set<Integer> in = device >= corrupt
                            ? Set.of(random.nextInt(SUB_COHORTS))
                            : device == striking ? struck.apply(round) : spared.apply(round);
                    if (!barred.contains(device)) {
                        int own = device;
                        in.forEach(subCohort -> present.get(subCohort).add(own));
                    }
                }
                boolean somebodyStrikes = !barred.contains((round - 1) % corrupt);
                for (int subCohort = 0; subCohort < SUB_COHORTS; subCohort++) {
                    boolean burns = somebodyStrikes && struck.apply(round).contains(subCohort);
                    conclude(round, subCohort, burns, present.get(subCohort), task);
                }
                List<RoundDecision> decisions = task.said();
                decisions
                        .get(decisions.size() - 1)
                        .cohorts()
                        .forEach(end -> end.barred().forEach(device -> barred.add(Integer.parseInt(device, 16))));
            }
        }
        return barred;
    }

    private static void conclude(
            int round,
            int subCohort,
            boolean burns,
            Set<Integer> devices,
            TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task)
            throws Exception {
        Digest hash = Digest.sha256(new byte[] {(byte) round, (byte) (round >> 8), (byte) subCohort});
        for (int slice = 0; slice < 2; slice++) {
            String reason = burns && slice == 0 ? BurnReason.RESIDUE_TOO_LARGE.name() : "";
            task.second(new SliceVerdict(
                    TestRound.POPULATION, hash.hex(), slice, reason, new byte[32], "path", 4 * 64, 0, 0, 0, 0, 0));
        }
        RoundReport report = RoundReport.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(round)
                .setAttempt(1)
                .setSubCohort(subCohort)
                .setSubCohorts(SUB_COHORTS)
                .setAnnouncementHash(ByteBuffer.wrap(hash.bytes()))
                .setStatus(RoundStatus.COMPLETED)
                .setAnnouncedAtMillis(TestRound.OPENS)
                .setUploaded(devices.size())
                .setVerified(devices.size())
                .setSealed(4)
                .setLate(0)
                .setRejected(Map.of())
                .setCommittee(8)
                .setVotes(8)
                .setRefusals(Map.of())
                .setReplies(REPLIES)
                .setCohortRoot(ByteBuffer.allocate(32))
                .build();
        task.first(JudgeInput.of(new CohortConclusion(
                TestRound.POPULATION,
                hash.hex(),
                CohortConclusion.Kind.OPENED,
                2,
                0,
                TASK,
                RecordCodec.encode(report),
                List.of(),
                devices.stream().map(device -> String.format("%032x", device)).toList(),
                List.of())));
    }

    private static TwoInputTask<String, JudgeInput, SliceVerdict, RoundDecision> task(boolean onceARound)
            throws Exception {
        return new TwoInputTask<>(
                () -> new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(
                                new RoundJudge(new TestRound().config("file:///nowhere"), onceARound)),
                        JudgeInput::population,
                        SliceVerdict::population,
                        Types.STRING),
                List.of(RoundJudge.STEPS, RoundJudge.SAID));
    }
}
