package dev.tutti.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.aggregate.CohortEnd;
import dev.tutti.job.aggregate.RoundDecision;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.round.CohortConclusion.ContributorFact;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TwoInputTask;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each version is published once, linked to the one before, and each round is told of once, whenever the job is killed. */
class ModelPublisherTest {
    private static final String FIRST = "aa".repeat(32);
    private static final String BURNED = "bb".repeat(32);
    private static final String SECOND = "cc".repeat(32);
    private static final String BARRED = "0d".repeat(16);

    @TempDir
    Path dir;

    private JobConfig config;

    @BeforeEach
    void anOperatorsKey() throws Exception {
        JobConfig c = new TestRound().config(dir.toUri().toString());
        Path key = Files.writeString(dir.resolve("key"), "11".repeat(32));
        config = new JobConfig(
                c.kafka().bootstrapServers(),
                c.topicPrefix(),
                c.artifactRoot(),
                key.toString(),
                c.credentialIssuers(),
                c.platforms(),
                c.transactionalIdPrefix(),
                c.parallelism(),
                c.checkpointMillis(),
                c.tickMillis(),
                c.tasks());
    }

    @Test
    void aPublisherKilledBetweenAnyTwoStepsSaysTheSameOnce() throws Exception {
        List<String> undisturbed = saidAfter(steps(), -1);
        for (int killedAfter = 0; killedAfter < steps().size(); killedAfter++) {
            assertThat(saidAfter(steps(), killedAfter))
                    .as("killed after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void twoVersionsAreLinkedAndEveryRoundIsReportedOnce() throws Exception {
        try (TwoInputTask<String, RoundDecision, SliceWritten, Said> task =
                new TwoInputTask<>(this::fresh, List.of())) {
            task.run(steps(), -1);
            assertThat(said(task, "models", ModelPublished.class))
                    .extracting(ModelPublished::getVersion)
                    .containsExactly(1L, 2L);
            assertThat(said(task, "reports", RoundReport.class))
                    .extracting(RoundReport::getStatus)
                    .containsExactly(RoundStatus.BURNED, RoundStatus.COMPLETED, RoundStatus.COMPLETED);
            assertThat(said(task, "receipts", Receipt.class)).hasSize(6);
        }
    }

    /** One model, three reports: its contributors hear that they were counted, the burned one's that they were not. */
    @Test
    void everySubCohortIsToldHowItEndedAndTheModelIsSaidOnce() throws Exception {
        String source = "dd".repeat(32);
        List<Step> steps = List.of(
                t -> t.first(decision(
                        source, 1, List.of(end(FIRST, true, 1, 0), end(BURNED, false, 1, 1), end(SECOND, true, 1, 2)))),
                t -> t.second(written(1, 0)),
                t -> t.second(written(1, 1)));
        try (TwoInputTask<String, RoundDecision, SliceWritten, Said> task =
                new TwoInputTask<>(this::fresh, List.of(ModelPublisher.ROWS))) {
            task.run(steps, -1);
            List<ModelPublished> models = said(task, "models", ModelPublished.class);
            assertThat(models).hasSize(1);
            assertThat(ModelManifest.decode(models.get(0).getManifest().array())
                            .announcement()
                            .hex())
                    .isEqualTo(source);
            List<RoundReport> reports = said(task, "reports", RoundReport.class);
            ByteBuffer digest = models.get(0).getDigest();
            assertThat(reports).extracting(RoundReport::getModelDigest).containsExactly(digest, null, digest);
            assertThat(said(task, "outcomes", RoundOutcome.class))
                    .extracting(RoundOutcome::getStatus)
                    .containsExactly(RoundStatus.COMPLETED, RoundStatus.BURNED, RoundStatus.COMPLETED);
            assertThat(said(task, "receipts", Receipt.class))
                    .extracting(Receipt::getResult)
                    .containsExactly(
                            ReceiptResult.ACCEPTED,
                            ReceiptResult.ACCEPTED,
                            ReceiptResult.BURNED,
                            ReceiptResult.BURNED,
                            ReceiptResult.ACCEPTED,
                            ReceiptResult.ACCEPTED);
            assertThat(task.said(ModelPublisher.ROWS)).hasSize(3);
        }
        for (int killedAfter = 0; killedAfter < steps.size(); killedAfter++) {
            assertThat(saidAfter(steps, killedAfter)).isEqualTo(saidAfter(steps, -1));
        }
    }

    @Test
    void whoeverWasConvictedIsNamedInTheOutcomeThePlannerReads() throws Exception {
        try (TwoInputTask<String, RoundDecision, SliceWritten, Said> task =
                new TwoInputTask<>(this::fresh, List.of())) {
            task.run(steps(), -1);
            assertThat(said(task, "outcomes", RoundOutcome.class))
                    .allMatch(o -> o.getBarred().equals(List.of(wrap(BARRED))));
        }
    }

    @Test
    void aRestoredModelIsLinkedToTheOneBeforeAndToItsOrderAndIsNoRound() throws Exception {
        String order = "ee".repeat(32);
        try (TwoInputTask<String, RoundDecision, SliceWritten, Said> task =
                new TwoInputTask<>(this::fresh, List.of(ModelPublisher.ROWS))) {
            task.run(steps(), -1);
            task.first(new RoundDecision(TestRound.POPULATION, TestRound.taskText(), order, true, 3, 2, List.of()));
            task.second(written(3, 0));
            task.second(written(3, 1));
            List<ModelPublished> models = said(task, "models", ModelPublished.class);
            ModelManifest restored =
                    ModelManifest.decode(models.get(2).getManifest().array());
            assertThat(restored.version()).isEqualTo(3);
            assertThat(restored.previous().bytes())
                    .isEqualTo(models.get(1).getDigest().array());
            assertThat(restored.announcement().hex()).isEqualTo(order);
            assertThat(said(task, "reports", RoundReport.class)).hasSize(3);
            assertThat(task.said(ModelPublisher.ROWS)).hasSize(3);
            RoundOutcome outcome = said(task, "outcomes", RoundOutcome.class).get(3);
            assertThat(outcome.getStatus()).isEqualTo(RoundStatus.ROLLED_BACK);
            assertThat(outcome.getAnnouncementHash()).isEqualTo(wrap(order));
            assertThat(outcome.getModelDigest()).isEqualTo(models.get(2).getDigest());
        }
    }

    /** What the first test would find in a publisher that forgets the newest digest at a restore. */
    @Test
    void aPublisherThatForgetsItsHeadWouldBreakTheChain() throws Exception {
        List<Step> steps = steps();
        steps.add(
                6,
                task -> task.state(
                                TestRound.POPULATION,
                                new ValueStateDescriptor<>(
                                        "head", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO))
                        .clear());
        assertThat(saidAfter(steps, -1)).isNotEqualTo(saidAfter(steps(), -1));
    }

    private interface Step extends TwoInputTask.Step<String, RoundDecision, SliceWritten, Said> {}

    /** Two versions whose slices come out of order, and a burned round between them. */
    private static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(t -> t.second(written(2, 1)));
        steps.add(t -> t.first(decision(FIRST, true, 1)));
        steps.add(t -> t.second(written(1, 1)));
        steps.add(t -> t.first(decision(BURNED, false, 1)));
        steps.add(t -> t.first(decision(SECOND, true, 2)));
        steps.add(t -> t.second(written(1, 0)));
        steps.add(t -> t.second(written(2, 0)));
        return steps;
    }

    private static SliceWritten written(long version, int slice) {
        return new SliceWritten(TestRound.POPULATION, version, slice, "path/" + version + slice, new byte[32]);
    }

    private static RoundDecision decision(String cohort, boolean completed, long version) {
        return decision(completed ? cohort : "", version, List.of(end(cohort, completed, version, 0)));
    }

    private static RoundDecision decision(String source, long version, List<CohortEnd> ends) {
        boolean completed = !source.isEmpty();
        return new RoundDecision(
                TestRound.POPULATION, TestRound.taskText(), source, completed, version, completed ? 2 : 0, ends);
    }

    private static CohortEnd end(String cohort, boolean completed, long version, int subCohort) {
        RoundReport report = RoundReport.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(version)
                .setAttempt(1)
                .setSubCohort(subCohort)
                .setAnnouncementHash(wrap(cohort))
                .setStatus(completed ? RoundStatus.COMPLETED : RoundStatus.BURNED)
                .setReason(completed ? "" : "NO_QUORUM")
                .setAnnouncedAtMillis(TestRound.OPENS)
                .setUploaded(2)
                .setVerified(2)
                .setSealed(2)
                .setLate(0)
                .setRejected(Map.of())
                .setCommittee(8)
                .setVotes(5)
                .setRefusals(Map.of())
                .setReplies(4)
                .setCohortRoot(ByteBuffer.allocate(32))
                .setBarred(List.of(wrap(BARRED)))
                .build();
        return new CohortEnd(
                cohort,
                RecordCodec.encode(report),
                List.of(
                        new ContributorFact("01".repeat(16), "a1".repeat(16), new byte[32]),
                        new ContributorFact("02".repeat(16), "a2".repeat(16), new byte[32])),
                List.of(BARRED));
    }

    private static ByteBuffer wrap(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static <T extends SpecificRecord> List<T> said(
            TwoInputTask<String, RoundDecision, SliceWritten, Said> task, String topic, Class<T> type) {
        return task.said().stream()
                .filter(s -> s.topic().endsWith(topic))
                .map(s -> RecordCodec.decode(s.value(), type))
                .toList();
    }

    private List<String> saidAfter(List<Step> steps, int killedAfter) throws Exception {
        try (TwoInputTask<String, RoundDecision, SliceWritten, Said> task =
                new TwoInputTask<>(this::fresh, List.of())) {
            task.run(steps, killedAfter);
            return task.said().stream()
                    .map(s -> s.topic() + " " + HexFormat.of().formatHex(s.value()))
                    .toList();
        }
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, RoundDecision, SliceWritten, Said> fresh() throws Exception {
        KeyedTwoInputStreamOperatorTestHarness<String, RoundDecision, SliceWritten, Said> harness =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new KeyedCoProcessOperator<>(new ModelPublisher(config)),
                        RoundDecision::population,
                        SliceWritten::population,
                        Types.STRING);
        harness.setProcessingTime(TestRound.CLOSES);
        return harness;
    }
}
