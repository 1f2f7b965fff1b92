package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.connectors.kafka.flink.Said;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.task.Restoration;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.job.task.TaskOrder.Action;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job is restarted after each order in turn: the answers, and what is passed on, stay the same. */
class OrdersAcrossRestartsTest {
    private static final byte[] SEED = HexFormat.of().parseHex("11".repeat(32));
    private static final byte[] DIGEST = new byte[32];

    @TempDir
    Path dir;

    private final OperatorKey operator = OperatorKey.fromSeed(SEED);
    private EmbeddedKafka broker;
    private JobConfig config;

    @BeforeEach
    void aBrokerAndAnInitialModel() throws Exception {
        broker = EmbeddedKafka.start(dir.resolve("broker"));
        broker.createTopics(new Topics("test")
                .all().stream().map(t -> t.toNewTopic((short) 1)).toList());
        Path artifacts = Files.createDirectories(dir.resolve("artifacts"));
        TestRound.writeInitialModel(artifacts);
        Path key = Files.writeString(dir.resolve("key"), HexFormat.of().formatHex(SEED));
        JobConfig c = new TestRound().config(artifacts.toUri().toString());
        config = new JobConfig(
                broker.bootstrapServers(),
                c.topicPrefix(),
                c.artifactRoot(),
                key.toString(),
                c.credentialIssuers(),
                c.platforms(),
                c.transactionalIdPrefix(),
                1,
                200,
                200,
                List.of());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void ordersAreAnsweredTheSameWheneverTheJobRestarts() throws Exception {
        List<String> undisturbed = saidAfter(-1);
        assertThat(undisturbed)
                .containsExactly(
                        "1 NONE refused",
                        "2 CREATED",
                        "first model",
                        "3 RUNNING",
                        "4 PAUSED",
                        "3 PAUSED refused",
                        "restores none,none-1",
                        "5 PAUSED",
                        "6 PAUSED refused",
                        "7 RUNNING",
                        "8 RUNNING refused",
                        "9 STOPPED",
                        "10 STOPPED refused");
        for (int killedAfter = 0; killedAfter < script().size(); killedAfter++) {
            assertThat(saidAfter(killedAfter))
                    .as("restarted after step %s", killedAfter)
                    .isEqualTo(undisturbed);
        }
    }

    /** Two versions, a rollback to the first model, and orders that must be refused, one of them said twice. */
    private List<SpecificRecord> script() {
        RestoredModel initial = new RestoredModel(
                0,
                List.of("none", "none-1"),
                List.of(
                        Digest.sha256(TestRound.initialSlice(0)).hex(),
                        Digest.sha256(TestRound.initialSlice(1)).hex()));
        TaskOrder rollBack = TaskOrder.rollBack(TestRound.POPULATION, initial, 5);
        return List.of(
                order(Action.START, 1),
                TaskOrder.create(TestRound.task(), 2).sign(operator),
                order(Action.START, 3),
                order(Action.PAUSE, 4),
                order(Action.START, 3),
                outcome(RoundStatus.COMPLETED, new byte[32], 1),
                rollBack.sign(operator),
                TaskOrder.rollBack(TestRound.POPULATION, initial, 6).sign(operator),
                outcome(RoundStatus.ROLLED_BACK, rollBack.digest().bytes(), 2),
                order(Action.START, 7),
                TaskOrder.create(TestRound.task(), 8).sign(operator),
                order(Action.STOP, 9),
                order(Action.START, 10));
    }

    private SpecificRecord order(Action action, long number) {
        return TaskOrder.of(action, TestRound.POPULATION, number).sign(operator);
    }

    private static SpecificRecord outcome(RoundStatus status, byte[] hash, long version) {
        return RoundOutcome.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(1)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(ByteBuffer.wrap(hash))
                .setStatus(status)
                .setModelVersion(version)
                .setModelDigest(ByteBuffer.wrap(DIGEST))
                .build();
    }

    private List<String> saidAfter(int killedAfter) throws Exception {
        List<String> said = new ArrayList<>();
        var harness = fresh();
        harness.open();
        List<SpecificRecord> script = script();
        for (int i = 0; i < script.size(); i++) {
            harness.processElement(new StreamRecord<>(
                    new PlannerInput(TestRound.POPULATION, RecordCodec.encode(script.get(i)), 0, i, 1_000L * i)));
            heard(harness, RoundPlanner.RESTORATIONS).forEach(each -> said.add(described((Restoration) each)));
            heard(harness, RoundPlanner.SAID).forEach(each -> said.add(described((Said) each)));
            if (i == killedAfter) {
                OperatorSubtaskState checkpoint = harness.snapshot(i, i);
                harness.close();
                harness = fresh();
                harness.initializeState(checkpoint);
                harness.open();
            }
        }
        harness.close();
        return said;
    }

    private static String described(Restoration restoration) {
        return "restores " + String.join(",", restoration.slicePaths());
    }

    private static String described(Said said) {
        if (RecordCodec.decode(said.value()) instanceof ModelPublished model) {
            assertThat(model.getVersion()).isZero();
            return "first model";
        }
        TaskAnswer answer = RecordCodec.decode(said.value(), TaskAnswer.class);
        return answer.getNumber() + " " + answer.getStanding()
                + (answer.getRefusal().isEmpty() ? "" : " refused");
    }

    private static List<Object> heard(
            KeyedOneInputStreamOperatorTestHarness<String, PlannerInput, Announced> harness, OutputTag<?> tag) {
        var queue = harness.getSideOutput(tag);
        List<Object> heard = new ArrayList<>();
        if (queue != null) {
            queue.forEach(each -> heard.add(each.getValue()));
            queue.clear();
        }
        return heard;
    }

    private KeyedOneInputStreamOperatorTestHarness<String, PlannerInput, Announced> fresh() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RoundPlanner(config)), PlannerInput::population, Types.STRING);
    }
}
