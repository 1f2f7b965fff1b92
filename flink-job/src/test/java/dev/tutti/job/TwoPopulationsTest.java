package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.job.task.RestoredModel;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.job.task.TaskOrder.Action;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two tasks of different shapes, created and started by the operator's orders while the job runs, train side by side: each
 * round holds its own population's devices and no other, each model has its own versions, and pausing one leaves the other
 * alone.
 */
class TwoPopulationsTest {
    private static final String WATCH = "watch/gait";
    private static final String PHONE = "phone/typing";
    private static final byte[] SEED = HexFormat.of().parseHex("11".repeat(32));
    private static final int CONTRIBUTORS = TestRound.GOAL;

    @TempDir
    Path dir;

    private final Topics topics = new Topics("two");
    private final OperatorKey operator = OperatorKey.fromSeed(SEED);
    private long orders;

    /** One round's own: what went in. */
    private record Contributed(Announcement round, Set<ByteBuffer> devices, List<int[]> slots) {}

    @Test
    void twoPopulationsTrainAtOnceAndNeverTouchEachOther() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                order(TaskOrder.create(task(WATCH, 12_000), ++orders), fleet);
                order(TaskOrder.create(task(PHONE, 5_000), ++orders), fleet);
                afterThat(fleet);
                fleet.checkIn(WATCH, TestRound.shape().members());
                fleet.checkIn(PHONE, TestRound.shape().members());

                order(TaskOrder.of(Action.START, WATCH, ++orders), fleet);
                Announcement gait = announced(WATCH, 1, fleet);
                assertThat(fleet.announced(PHONE, 1)).isEmpty();
                // The second begins while the first is in mid-round.
                order(TaskOrder.of(Action.START, PHONE, ++orders), fleet);
                Announcement typing = announced(PHONE, 1, fleet);
                List<Contributed> first = contribute(gait, typing, fleet);
                until(fleet, () -> fleet.reports.size() == 2);
                for (Contributed round : first) {
                    assertExact(round, 1, fleet);
                }

                // Pausing one leaves the other running.
                order(TaskOrder.of(Action.PAUSE, WATCH, ++orders), fleet);
                afterThat(fleet);
                fleet.checkIn(WATCH, TestRound.shape().members());
                fleet.checkIn(PHONE, TestRound.shape().members());
                Announcement second = announced(PHONE, 2, fleet);
                Contributed alone = contribute(second, fleet, 20);
                until(fleet, () -> fleet.reports.size() == 3);
                assertExact(alone, 2, fleet);
                assertThat(fleet.announced(WATCH, 2)).isEmpty();
                order(TaskOrder.of(Action.START, WATCH, ++orders), fleet);
                assertThat(announced(WATCH, 2, fleet).bases())
                        .extracting(base -> base.version())
                        .contains(1L);

                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
                job.cancel().get();
            }
        }
    }

    @Test
    void aMalformedOrderStopsNobody() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                String text = TaskText.of(task(WATCH, 12_000))
                        .replaceFirst("(?m)^model.initial.digest=.*$", "model.initial.digest=" + "z".repeat(64));
                order(new TaskOrder(WATCH, ++orders, Action.CREATE, text), fleet);
                order(TaskOrder.create(task(PHONE, 5_000), ++orders), fleet);
                order(TaskOrder.of(Action.START, PHONE, ++orders), fleet);
                afterThat(fleet);
                fleet.checkIn(PHONE, TestRound.shape().members());
                announced(PHONE, 1, fleet);
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
                job.cancel().get();
            }
        }
    }

    @Test
    void aRolledBackModelIsTheBaseOfTheNextRoundAndTheRoundInFlightBurns() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                order(TaskOrder.create(task(PHONE, 5_000), ++orders), fleet);
                order(TaskOrder.of(Action.START, PHONE, ++orders), fleet);
                afterThat(fleet);
                for (long round = 1; round <= 2; round++) {
                    fleet.checkIn(PHONE, TestRound.shape().members());
                    contribute(announced(PHONE, round, fleet), fleet, 10 * round);
                    long ended = round;
                    until(fleet, () -> fleet.reports.size() == ended);
                }
                fleet.checkIn(PHONE, TestRound.shape().members());
                Announcement inFlight = announced(PHONE, 3, fleet);
                ModelManifest first = manifest(1, fleet);
                TaskOrder rollBack = TaskOrder.rollBack(
                        PHONE,
                        new RestoredModel(
                                1,
                                fleet.models.get(1).getSlicePaths(),
                                first.sliceDigests().stream().map(Digest::hex).toList()),
                        ++orders);
                order(rollBack, fleet);
                until(fleet, () -> fleet.models.size() == 4);
                assertThat(fleet.answers.get(fleet.answers.size() - 1).getRefusal())
                        .isEmpty();
                ModelManifest restored = manifest(3, fleet);
                assertThat(restored.sliceDigests()).isEqualTo(first.sliceDigests());
                assertThat(restored.announcement()).isEqualTo(rollBack.digest());
                assertThat(restored.previous()).isEqualTo(manifest(2, fleet).digest());

                // What was trained on the model before it moves nothing any more.
                contribute(inFlight, fleet, 30);
                until(fleet, () -> fleet.reports.size() == 3);
                assertThat(fleet.reports.get(2).getReason()).isEqualTo("ROLLED_BACK");
                fleet.checkIn(PHONE, TestRound.shape().members());
                Announcement next = announced(PHONE, 4, fleet);
                assertThat(next.bases()).extracting(BaseModel::version).containsExactly(3L);
                assertExact(contribute(next, fleet, 40), 4, fleet, 3);
                job.cancel().get();
            }
        }
    }

    private void assertExact(Contributed contributed, long version, TestFleet fleet, int reports) throws Exception {
        until(fleet, () -> fleet.reports.size() > reports);
        assertExact(contributed, version, fleet);
    }

    private static ModelManifest manifest(long version, TestFleet fleet) {
        return fleet.models.stream()
                .filter(model -> model.getVersion() == version)
                .map(model -> ModelManifest.decode(model.getManifest().array()))
                .findFirst()
                .orElseThrow();
    }

    /** Sends a forged order after the true ones: once it is refused, they have been carried out. */
    private void afterThat(TestFleet fleet) {
        long before = refusedOrders(fleet);
        TaskCommand forged = TaskOrder.of(Action.STOP, WATCH, 1_000).sign(OperatorKey.generate(new SecureRandom()));
        fleet.send(topics.tasks(), WATCH.getBytes(StandardCharsets.UTF_8), RecordCodec.encode(forged));
        until(fleet, () -> refusedOrders(fleet) > before);
    }

    private static long refusedOrders(TestFleet fleet) {
        return fleet.rejects.stream()
                .filter(reject -> reject.getDetail().equals("order: expected the operator's signature"))
                .count();
    }

    /** Both rounds' devices send in turn. */
    private List<Contributed> contribute(Announcement one, Announcement other, TestFleet fleet) throws Exception {
        Contributed first = contribute(one, fleet, 1);
        Contributed second = contribute(other, fleet, 10);
        return List.of(first, second);
    }

    private Contributed contribute(Announcement round, TestFleet fleet, long seed) throws Exception {
        Set<ByteBuffer> devices = new HashSet<>();
        List<int[]> slots = new ArrayList<>();
        BadUploads uploads = new BadUploads(round, fleet);
        for (int i = 0; i < CONTRIBUTORS; i++) {
            TestDevice device = fleet.device(round.round().population());
            devices.add(ByteBuffer.wrap(device.id().bytes()));
            slots.add(TestRound.slots(round, seed + i));
            for (BadUploads.Sent sent : uploads.good(uploads.update(device, seed + i))) {
                fleet.send(topics.updates(), sent.key(), sent.value());
            }
        }
        return new Contributed(round, devices, slots);
    }

    private void assertExact(Contributed contributed, long version, TestFleet fleet) throws Exception {
        ByteBuffer hash = ByteBuffer.wrap(contributed.round().digest().bytes());
        RoundReport report = fleet.reports.stream()
                .filter(each -> each.getAnnouncementHash().equals(hash))
                .findFirst()
                .orElseThrow();
        assertThat(report.getStatus()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(report.getModelVersion()).isEqualTo(version);
        assertThat(report.getContributors()).hasSize(CONTRIBUTORS).allMatch(contributed.devices()::contains);
        VectorLayout layout = VectorLayout.of(
                contributed.round().encoding(), contributed.round().ring());
        // Said together, but on other partitions than the report: heard in any order.
        until(
                fleet,
                () -> fleet.receipts.stream()
                                        .filter(receipt ->
                                                receipt.getAnnouncementHash().equals(hash))
                                        .count()
                                >= CONTRIBUTORS
                        && fleet.aggregates.stream()
                                        .filter(sum -> sum.getAnnouncementHash().equals(hash))
                                        .count()
                                >= layout.slices());
        assertThat(fleet.receipts.stream()
                        .filter(receipt -> receipt.getAnnouncementHash().equals(hash)))
                .hasSize(CONTRIBUTORS)
                .allMatch(receipt -> contributed.devices().contains(receipt.getDeviceId()));
        List<AggregatePublished> sums = fleet.aggregates.stream()
                .filter(each -> each.getAnnouncementHash().equals(hash))
                .toList();
        assertThat(sums).hasSize(layout.slices());
        for (AggregatePublished sum : sums) {
            LongBuffer opened = ByteBuffer.wrap(
                            Files.readAllBytes(dir.resolve("artifacts").resolve(sum.getPath())))
                    .asLongBuffer();
            for (int slot = 0; slot < opened.limit(); slot++) {
                assertThat(opened.get(slot))
                        .isEqualTo(TestRound.plainSum(contributed.slots(), layout.firstSlotOf(sum.getSlice()) + slot));
            }
        }
    }

    private Announcement announced(String population, long round, TestFleet fleet) {
        until(fleet, () -> fleet.announced(population, round).isPresent());
        return Optional.of(fleet.announced(population, round)).get().orElseThrow();
    }

    private void order(TaskOrder order, TestFleet fleet) throws Exception {
        fleet.send(
                        topics.tasks(),
                        order.population().getBytes(StandardCharsets.UTF_8),
                        RecordCodec.encode(order.sign(operator)))
                .get();
    }

    private static void until(TestFleet fleet, Callable<Boolean> reached) {
        await().atMost(Duration.ofSeconds(90)).pollDelay(Duration.ZERO).until(() -> {
            fleet.hear();
            return reached.call();
        });
    }

    private static JobClient start(JobConfig config) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TuttiJob.build(env, config);
        return env.executeAsync("two");
    }

    private TaskConfig task(String population, int dimension) throws Exception {
        UpdateShape like = TestRound.shape();
        UpdateShape shape = new UpdateShape(
                dimension,
                like.valueBits(),
                like.clipNorm(),
                like.valueRange(),
                like.weightFunction(),
                like.maxWeight(),
                true,
                1,
                1,
                like.minContributors(),
                like.maxContributors(),
                1,
                like.members(),
                like.corrupt());
        return new TaskConfig(
                population,
                "task",
                "00".repeat(32),
                zeros(population, shape),
                shape,
                CONTRIBUTORS,
                1,
                1,
                shape.members(),
                0,
                new RoundTiming(60_000, 200, 30_000, 30_000, 60_000, 120_000),
                ServerStep.fedAvg());
    }

    private InitialModel zeros(String population, UpdateShape shape) throws Exception {
        VectorLayout layout = VectorLayout.of(shape.encoding(), shape.plan().ring());
        Path models = Files.createDirectories(dir.resolve("artifacts").resolve("models"));
        List<String> paths = new ArrayList<>();
        List<Digest> digests = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            String name = population.replace('/', '-') + "-" + slice;
            byte[] content = new byte[layout.parametersIn(slice) * Float.BYTES];
            Files.write(models.resolve(name), content);
            paths.add("models/" + name);
            digests.add(Digest.sha256(content));
        }
        ModelManifest manifest =
                new ModelManifest(population, "task", 0, Digest.zero(), Digest.zero(), Digest.zero(), digests);
        return new InitialModel(manifest.digest().hex(), paths);
    }

    private JobConfig config(String bootstrap, TestFleet fleet) throws Exception {
        Path key = dir.resolve("operator.key");
        Files.write(key, HexFormat.of().formatHex(SEED).getBytes(StandardCharsets.US_ASCII));
        return new JobConfig(
                bootstrap,
                topics.prefix(),
                dir.resolve("artifacts").toUri().toString(),
                key.toString(),
                List.of(HexFormat.of().formatHex(fleet.issuer.publicKey())),
                List.of("SOFTWARE_DEVELOPMENT"),
                topics.prefix(),
                2,
                200,
                100,
                List.of());
    }
}
