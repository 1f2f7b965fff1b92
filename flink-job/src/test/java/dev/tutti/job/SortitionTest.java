package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.Beacon;
import dev.tutti.enrolment.sortition.BeaconSource;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.SortitionCheck;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.job.config.CommitteeOdds;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestLog;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job seats only whom the beacon made eligible, and its announcement proves that to whoever looks. */
class SortitionTest {
    private static final int DEVICES = 40;
    private static final double CORRUPT_SHARE = 0.025;
    private static final int EVERY_MILLIS = 20_000;
    private static final byte[] SEED = HexFormat.of().parseHex("5e".repeat(32));

    @TempDir
    Path dir;

    private final Topics topics = new Topics("drawn");
    private final Sortition sortition = Sortition.drawnForDevelopment(SEED, EVERY_MILLIS);
    private final BeaconSource beacons = sortition.beacons();

    @Test
    void aDrawnCommitteeOpensARoundAndProvesItself() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics);
                    TestLog log = new TestLog(Files.createDirectories(dir.resolve("log")), fleet.issuerKey)) {
                for (int i = 0; i < DEVICES; i++) {
                    log.enrol(fleet.device());
                }
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                // As many offers as make a committee, and none of them shows anything.
                fleet.checkIn(TestRound.POPULATION, members());
                until(fleet, () -> !fleet.answers.isEmpty());

                SignedLogHead head = log.head(System.currentTimeMillis());
                long epoch = head.head().atMillis() / EVERY_MILLIS + 1;
                until(fleet, () -> beacons.beacon(epoch).isPresent());
                Beacon beacon = beacons.beacon(epoch).orElseThrow();
                List<TestDevice> eligible = log.eligible(true, beacon, members());
                for (TestDevice unlucky : log.eligible(false, beacon, members())) {
                    fleet.checkIn(
                            TestRound.POPULATION,
                            unlucky,
                            log.eligibility(epoch, head, unlucky).encode());
                }
                for (TestDevice device : eligible) {
                    fleet.checkIn(
                            TestRound.POPULATION,
                            device,
                            log.eligibility(epoch, head, device).encode());
                }
                until(fleet, () -> fleet.announced() != null);
                Announcement round = Objects.requireNonNull(fleet.announced());
                List<DeviceId> seated = round.seats().stream()
                        .map(seat -> seat.checkIn().statement().device())
                        .toList();
                assertThat(eligible.stream().map(TestDevice::id)).containsAll(seated);
                assertProven(fleet, round, seated, epoch);

                contribute(round, fleet);
                until(fleet, () -> !fleet.reports.isEmpty());
                RoundReport report = fleet.reports.get(0);
                assertThat(report.getStatus()).as(report.getReason()).isEqualTo(RoundStatus.COMPLETED);
                job.cancel().get();
            }
        }
    }

    /** As a device checks it: with its own key of the service, beacons and share. */
    private void assertProven(TestFleet fleet, Announcement round, List<DeviceId> seated, long epoch) {
        CommitteeProof proof = CommitteeProof.decode(
                fleet.announcements.get(0).getCommitteeProof().array());
        assertThat(proof.epoch()).isEqualTo(epoch);
        // The check for those who look back: it does not matter how long this test took.
        SortitionCheck check = new SortitionCheck(
                new OperatorVerifier(fleet.issuerKey.publicKey()),
                each -> each > epoch ? Optional.empty() : beacons.beacon(each),
                HeadWitness.signedTime(),
                CORRUPT_SHARE);
        assertThat(check.check(proof, round.committee(), seated)).isEmpty();
        List<DeviceId> handPicked = new ArrayList<>(seated);
        handPicked.set(0, fleet.device().id());
        assertThat(check.check(proof, round.committee(), handPicked)).contains(SortitionFault.WRONG_DEVICE);
    }

    private static int members() {
        return TestRound.shape().members();
    }

    private void contribute(Announcement round, TestFleet fleet) {
        BadUploads uploads = new BadUploads(round, fleet);
        for (int i = 0; i < TestRound.GOAL; i++) {
            for (BadUploads.Sent sent : uploads.good(uploads.update(fleet.device(), i))) {
                fleet.send(topics.updates(), sent.key(), sent.value());
            }
        }
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
        return env.executeAsync("sortition");
    }

    private JobConfig config(String bootstrap, TestFleet fleet) throws Exception {
        UpdateShape shape = TestRound.shape();
        VectorLayout layout = VectorLayout.of(shape.encoding(), shape.plan().ring());
        Path artifacts = Files.createDirectories(dir.resolve("artifacts"));
        List<String> paths = new ArrayList<>();
        List<Digest> digests = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            byte[] zeros = new byte[layout.parametersIn(slice) * Float.BYTES];
            Files.write(artifacts.resolve("zeros-" + slice), zeros);
            paths.add("zeros-" + slice);
            digests.add(Digest.sha256(zeros));
        }
        ModelManifest initial = new ModelManifest(
                TestRound.POPULATION, "task", 0, Digest.zero(), Digest.zero(), Digest.zero(), digests);
        TaskConfig task = new TaskConfig(
                        TestRound.POPULATION,
                        "task",
                        "00".repeat(32),
                        new InitialModel(initial.digest().hex(), paths),
                        shape,
                        TestRound.GOAL,
                        1,
                        1,
                        shape.members(),
                        0,
                        new RoundTiming(60_000, 200, 30_000, 30_000, 60_000, 120_000),
                        ServerStep.fedAvg())
                .withOdds(new CommitteeOdds(CORRUPT_SHARE, DEVICES));
        Path key = Files.writeString(dir.resolve("operator.key"), "11".repeat(32));
        return new JobConfig(
                        bootstrap,
                        topics.prefix(),
                        artifacts.toUri().toString(),
                        key.toString(),
                        List.of(HexFormat.of().formatHex(fleet.issuer.publicKey())),
                        List.of("SOFTWARE_DEVELOPMENT"),
                        topics.prefix(),
                        2,
                        200,
                        100,
                        List.of(task))
                .withSortition(sortition);
    }
}
