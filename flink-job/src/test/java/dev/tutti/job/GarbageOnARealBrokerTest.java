package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobLimits;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.BadUploads.Sent;
import dev.tutti.job.testing.Pieces;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.TestUpdates;
import dev.tutti.job.update.UploadEvidence;
import dev.tutti.schemas.aggregate.AggregatePublished;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad input is a value with a reason: the whole job on a real broker goes on past all of it, in an announced round, says
 * of each record once what was wrong with it, keeps no more than it may, and completes the round with the honest alone.
 */
class GarbageOnARealBrokerTest {
    private static final long SEED = 20_250_101;
    private static final int RANDOM_RECORDS = 10_000;
    private static final int FLOOD_BYTES = 100_000_000;
    private static final int BIG_RECORD_BYTES = 900 * 1024;
    private static final int DOORS_MEBIBYTES = 32;

    @TempDir
    Path dir;

    private final Topics topics = new Topics("garbage");
    private final InMemoryReporter metrics = InMemoryReporter.create();
    /** Where each refused record lies, and its reason; UNKNOWN stands for any one reason. */
    private final Map<String, RejectReason> expected = new HashMap<>();

    private final List<int[]> honestSlots = new ArrayList<>();
    private final List<String> honestDevices = new ArrayList<>();
    private long mostHeld;

    @Test
    void theRoundCompletesExactlyUnderAllGarbageAndEachRecordHearsItsOneReason() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                TestDevice barred = fleet.device();
                bar(barred, fleet);
                Announcement round = announced(fleet);
                attackAndContribute(new BadUploads(round, fleet), round, barred, fleet);
                until(fleet, () -> !fleet.reports.isEmpty());
                send(new BadUploads(round, fleet).whole(update(round, fleet, fleet.device(), 77), null), fleet);
                send(lastWords(), fleet);
                until(fleet, () -> located(fleet).keySet().containsAll(expected.keySet()));

                assertThat(located(fleet)).as("seed %s", SEED).isEqualTo(resolved(fleet));
                assertThat(decidedLater(fleet))
                        .as("eight uploads of the flood are pushed out, one update is late")
                        .isEqualTo(Map.of(RejectReason.QUOTA, 8L, RejectReason.LATE, 1L));
                assertThat(fleet.rejectBytes).isLessThan(FLOOD_BYTES / 10);
                assertThat(mostHeld).isBetween(1L, DOORS_MEBIBYTES * 1024L * 1024L);
                assertThat(countedRefusals()).isEqualTo(fleet.rejects.size() + 1);
                assertThat(platforms("rejected")).containsExactlyInAnyOrder("unknown", "SOFTWARE_DEVELOPMENT");
                assertThat(platforms("verified")).containsExactly("SOFTWARE_DEVELOPMENT");
                assertThatTheHonestAloneWereCounted(fleet, round);
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
                job.cancel().get();
            }
        }
    }

    private JobClient start(JobConfig config) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(metrics.addToConfiguration(new Configuration()));
        TuttiJob.build(env, config);
        return env.executeAsync("garbage");
    }

    /** An earlier round convicted this device. The record after the outcome is refused, so the planner has read both. */
    private void bar(TestDevice device, TestFleet fleet) throws Exception {
        RoundOutcome outcome = RoundOutcome.newBuilder()
                .setPopulation(TestRound.POPULATION)
                .setTask("task")
                .setRound(0)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(ByteBuffer.wrap(new byte[32]))
                .setStatus(RoundStatus.BURNED)
                .setBarred(List.of(ByteBuffer.wrap(device.id().bytes())))
                .build();
        fleet.say(topics.outcomes(), null, RecordCodec.encode(outcome));
        fleet.say(topics.outcomes(), null, new byte[3]);
        until(fleet, () -> fleet.rejects.size() == 1);
        assertThat(fleet.rejects.get(0).getReason()).isEqualTo(RejectReason.MALFORMED);
        // It lies in another topic: its place is not one of the updates'.
        fleet.rejects.clear();
    }

    private Announcement announced(TestFleet fleet) {
        fleet.checkIn(TestRound.POPULATION, TestRound.shape().members());
        until(fleet, () -> fleet.announced() != null);
        return Objects.requireNonNull(fleet.announced());
    }

    private void attackAndContribute(BadUploads bad, Announcement round, TestDevice barred, TestFleet fleet)
            throws Exception {
        Random random = new Random(SEED);
        List<MaskedUpdate> honest = new ArrayList<>();
        List<TestDevice> devices = new ArrayList<>();
        for (int i = 0; i < TestRound.GOAL; i++) {
            TestDevice device = fleet.device();
            devices.add(device);
            honest.add(update(round, fleet, device, i));
            honestSlots.add(TestRound.slots(round, i));
            honestDevices.add(device.id().hex());
        }
        // Two begin before everything, and finish after it.
        List<Sent> early = bad.good(honest.get(0));
        send(early.subList(0, early.size() - 1), fleet);
        send(otherBytesFor(honest.get(0), round), fleet);
        send(bad.good(honest.get(1)).subList(0, 2), fleet);
        send(bad.random(RANDOM_RECORDS, random), fleet);
        send(bad.damaged(200, random), fleet);
        send(bad.all(barred), fleet);
        flood(honest.get(0), round, fleet);
        send(early.subList(early.size() - 1, early.size()), fleet);
        for (int i = 1; i < TestRound.GOAL - 1; i++) {
            send(bad.good(honest.get(i)), fleet);
        }
        send(bad.whole(update(round, fleet, devices.get(0), 99), RejectReason.DUPLICATE), fleet);
        until(fleet, () -> located(fleet).keySet().containsAll(expected.keySet()));
        send(bad.good(honest.get(TestRound.GOAL - 1)), fleet);
    }

    /** Somebody writes other bytes for a chunk of an honest upload. */
    private static List<Sent> otherBytesFor(MaskedUpdate honest, Announcement round) {
        UploadEvidence chunk = TestUpdates.evidence(honest, layout(round), 0).get(0);
        byte[] other = Objects.requireNonNull(chunk.bytes()).clone();
        other[9] ^= 1;
        return List.of(BadUploads.sent(Pieces.withBytes(other, chunk), RejectReason.CHUNK_MISMATCH));
    }

    /** One device: chunks of uploads it never finishes, and records as large as they get for rounds that are none. */
    private void flood(MaskedUpdate like, Announcement round, TestFleet fleet) throws Exception {
        UploadEvidence chunk = TestUpdates.evidence(like, layout(round), 0).get(0);
        String flooder = fleet.device().id().hex();
        long sent = 0;
        List<Sent> flood = new ArrayList<>();
        for (int i = 0; sent < FLOOD_BYTES / 2; i++) {
            String upload = HexFormat.of().toHexDigits((long) i).repeat(2);
            // The first nine begin, and each but the ninth is pushed out by the next; after that none may begin.
            flood.add(BadUploads.sent(Pieces.of(flooder, upload, chunk), i < 9 ? null : RejectReason.QUOTA));
            sent += Objects.requireNonNull(chunk.bytes()).length;
        }
        send(flood, fleet);
        while (sent < FLOOD_BYTES) {
            UploadEvidence big = Pieces.withBytes(new byte[BIG_RECORD_BYTES], Pieces.inCohort("ef".repeat(32), chunk));
            send(
                    List.of(BadUploads.sent(
                            Pieces.of(flooder, "00".repeat(16), big), RejectReason.UNKNOWN_ANNOUNCEMENT)),
                    fleet);
            sent += BIG_RECORD_BYTES;
        }
    }

    private List<Sent> lastWords() {
        return List.of(new Sent(null, new byte[1], RejectReason.MALFORMED));
    }

    private void send(List<Sent> records, TestFleet fleet) throws Exception {
        List<Future<RecordMetadata>> written = new ArrayList<>();
        for (Sent record : records) {
            written.add(fleet.send(topics.updates(), record.key(), record.value()));
        }
        for (int i = 0; i < records.size(); i++) {
            RecordMetadata at = written.get(i).get();
            RejectReason reason = records.get(i).reason();
            if (reason != null) {
                expected.put(place(at.partition(), at.offset()), reason);
            }
        }
        hear(fleet);
    }

    private void hear(TestFleet fleet) {
        fleet.hear();
        long held = 0;
        for (Metric gauge : metrics("heldBytes")) {
            held += (Long) ((Gauge<?>) gauge).getValue();
        }
        mostHeld = Math.max(mostHeld, held);
    }

    private interface Condition {
        boolean holds();
    }

    private void until(TestFleet fleet, Condition condition) {
        await().atMost(Duration.ofMinutes(2)).pollInSameThread().until(() -> {
            hear(fleet);
            return condition.holds();
        });
    }

    /** Reasons by place of the records that were refused as such; a second reject for one place fails. */
    private Map<String, RejectReason> located(TestFleet fleet) {
        return fleet.rejects.stream()
                .filter(r -> r.getPartition() >= 0)
                .collect(Collectors.toMap(r -> place(r.getPartition(), r.getOffset()), RejectedUpdate::getReason));
    }

    private Map<String, RejectReason> resolved(TestFleet fleet) {
        Map<String, RejectReason> located = located(fleet);
        Map<String, RejectReason> resolved = new HashMap<>(expected);
        resolved.replaceAll((place, reason) ->
                reason == RejectReason.UNKNOWN ? Objects.requireNonNull(located.get(place), place) : reason);
        return resolved;
    }

    private static Map<RejectReason, Long> decidedLater(TestFleet fleet) {
        return fleet.rejects.stream()
                .filter(r -> r.getPartition() < 0)
                .collect(Collectors.groupingBy(RejectedUpdate::getReason, Collectors.counting()));
    }

    private static String place(int partition, long offset) {
        return partition + "/" + offset;
    }

    private long countedRefusals() {
        return metrics("rejected").stream()
                .mapToLong(c -> ((Counter) c).getCount())
                .sum();
    }

    /** What the counters of this name are told apart by, besides reasons. */
    private Set<String> platforms(String name) {
        return metrics.getMetricsByGroup().entrySet().stream()
                .filter(each -> each.getValue().containsKey(name))
                .map(each ->
                        Objects.requireNonNull(each.getKey().getAllVariables().get("<platform>"), name))
                .collect(Collectors.toSet());
    }

    private List<Metric> metrics(String name) {
        return metrics.getMetricsByGroup().values().stream()
                .filter(each -> each.containsKey(name))
                .map(each -> Objects.requireNonNull(each.get(name)))
                .toList();
    }

    private void assertThatTheHonestAloneWereCounted(TestFleet fleet, Announcement round) throws Exception {
        assertThat(fleet.reports).hasSize(1);
        RoundReport report = fleet.reports.get(0);
        assertThat(report.getStatus()).as(report.getReason()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(report.getContributors())
                .extracting(GarbageOnARealBrokerTest::hex)
                .containsExactlyElementsOf(honestDevices.stream().sorted().toList());
        assertThat(fleet.receipts.stream().filter(r -> r.getResult() == ReceiptResult.ACCEPTED))
                .extracting(Receipt::getDeviceId)
                .extracting(GarbageOnARealBrokerTest::hex)
                .containsExactlyInAnyOrderElementsOf(honestDevices);
        VectorLayout layout = layout(round);
        assertThat(fleet.aggregates).hasSize(layout.slices());
        for (AggregatePublished slice : fleet.aggregates) {
            LongBuffer sums = ByteBuffer.wrap(
                            Files.readAllBytes(dir.resolve("artifacts").resolve(slice.getPath())))
                    .asLongBuffer();
            for (int slot = 0; slot < sums.limit(); slot++) {
                assertThat(sums.get(slot))
                        .as("slice %s slot %s", slice.getSlice(), slot)
                        .isEqualTo(TestRound.plainSum(honestSlots, layout.firstSlotOf(slice.getSlice()) + slot));
            }
        }
    }

    private static String hex(ByteBuffer id) {
        byte[] bytes = new byte[id.remaining()];
        id.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static VectorLayout layout(Announcement round) {
        return VectorLayout.of(round.encoding(), round.ring());
    }

    private static MaskedUpdate update(Announcement round, TestFleet fleet, TestDevice device, long seed) {
        return new BadUploads(round, fleet).update(device, seed);
    }

    private JobConfig config(String bootstrap, TestFleet fleet) throws Exception {
        Path key = dir.resolve("operator.key");
        Files.write(key, "11".repeat(32).getBytes(StandardCharsets.US_ASCII));
        TaskConfig task = new TaskConfig(
                TestRound.POPULATION,
                "task",
                "00".repeat(32),
                new InitialModel("00".repeat(32), emptyModel()),
                TestRound.shape(),
                TestRound.GOAL,
                0,
                1,
                TestRound.shape().members(),
                1,
                new RoundTiming(120_000, 200, 60_000, 60_000, 120_000, 240_000),
                ServerStep.fedAvg());
        return new JobConfig(
                        bootstrap,
                        "garbage",
                        dir.resolve("artifacts").toUri().toString(),
                        key.toString(),
                        List.of(HexFormat.of().formatHex(fleet.issuer.publicKey())),
                        List.of("SOFTWARE_DEVELOPMENT"),
                        "garbage",
                        2,
                        200,
                        100,
                        List.of(task))
                .with(200, JobLimits.DEFAULT.withUnfinishedMebibytes(DOORS_MEBIBYTES));
    }

    private List<String> emptyModel() throws Exception {
        VectorLayout layout = VectorLayout.of(
                TestRound.shape().encoding(), TestRound.shape().plan().ring());
        Path models = Files.createDirectories(dir.resolve("artifacts").resolve("models"));
        List<String> paths = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            Files.write(models.resolve("initial-" + slice), new byte[layout.parametersIn(slice) * Float.BYTES]);
            paths.add("models/initial-" + slice);
        }
        return paths;
    }
}
