package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.enrolment.revocation.Revocation;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.Revocations;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is revoked is out from the next round on, as a contributor and as a member; without a list there is no next round. */
class RevocationTest {
    @TempDir
    Path dir;

    private final Topics topics = new Topics("revoked");

    @Test
    void revocationTakesEffectOnTheNextRoundAndWithoutAListThereIsNone() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                put(1, fleet);
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                List<TestDevice> devices = new ArrayList<>();
                for (int i = 0; i < TestRound.GOAL; i++) {
                    devices.add(fleet.device());
                }
                TestDevice stolen = devices.get(0);
                fleet.checkIn(TestRound.POPULATION, members());
                Announcement first = announced(1, fleet);

                // Revoked while its round is open: the round keeps it.
                TestDevice decryptor = fleet.device();
                put(2, fleet, stolen.id(), decryptor.id());
                contribute(first, devices, fleet);
                until(fleet, () -> fleet.reports.size() == 1);
                assertThat(completed(0, fleet)).contains(id(stolen));
                assertThat(fleet.rejects).isEmpty();

                // Its offer counts for nothing, first or last.
                fleet.checkIn(TestRound.POPULATION, decryptor);
                fleet.checkIn(TestRound.POPULATION, members());
                Announcement second = announced(2, fleet);
                assertThat(second.seats())
                        .extracting(seat -> seat.checkIn().statement().device())
                        .doesNotContain(decryptor.id());
                devices.add(fleet.device());
                contribute(second, devices, fleet);
                until(fleet, () -> fleet.reports.size() == 2 && !fleet.rejects.isEmpty());
                assertThat(completed(1, fleet)).doesNotContain(id(stolen)).hasSize(TestRound.GOAL);
                assertThat(fleet.rejects)
                        .extracting(RejectedUpdate::getReason)
                        .containsExactly(RejectReason.CREDENTIAL_REVOKED);
                assertThat(fleet.rejects)
                        .extracting(RejectedUpdate::getDeviceId)
                        .containsExactly(id(stolen));

                // No list, then one from before: nothing is announced, and the world hears why.
                Files.delete(list());
                fleet.checkIn(TestRound.POPULATION, members());
                until(fleet, () -> isSaid("REVOCATIONS_UNREADABLE", fleet));
                put(1, fleet);
                until(fleet, () -> isSaid("REVOCATIONS_ROLLED_BACK", fleet));
                assertThat(fleet.announced(TestRound.POPULATION, 3)).isEmpty();

                // No check-in comes any more: the planner looks again by itself.
                put(3, fleet, stolen.id(), decryptor.id());
                announced(3, fleet);
                assertThat(fleet.answers.get(fleet.answers.size() - 1).getRefusal())
                        .isEmpty();
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
                job.cancel().get();
            }
        }
    }

    private static boolean isSaid(String reason, TestFleet fleet) {
        return fleet.answers.stream().map(TaskAnswer::getRefusal).anyMatch(why -> why.contains(reason));
    }

    private static int members() {
        return TestRound.shape().members();
    }

    private static List<ByteBuffer> completed(int report, TestFleet fleet) {
        RoundReport said = fleet.reports.get(report);
        assertThat(said.getStatus()).as(said.getReason()).isEqualTo(RoundStatus.COMPLETED);
        return said.getContributors();
    }

    private void contribute(Announcement round, List<TestDevice> devices, TestFleet fleet) {
        BadUploads uploads = new BadUploads(round, fleet);
        for (int i = 0; i < devices.size(); i++) {
            for (BadUploads.Sent sent : uploads.good(uploads.update(devices.get(i), i))) {
                fleet.send(topics.updates(), sent.key(), sent.value());
            }
        }
    }

    private static ByteBuffer id(TestDevice device) {
        return ByteBuffer.wrap(device.id().bytes());
    }

    private static Announcement announced(long round, TestFleet fleet) {
        until(fleet, () -> fleet.announced(TestRound.POPULATION, round).isPresent());
        return fleet.announced(TestRound.POPULATION, round).orElseThrow();
    }

    private static void until(TestFleet fleet, Callable<Boolean> reached) {
        await().atMost(Duration.ofSeconds(90)).pollDelay(Duration.ZERO).until(() -> {
            fleet.hear();
            return reached.call();
        });
    }

    private Path list() {
        return dir.resolve("revocations");
    }

    /** Puts a list in place of the one before, in one step: half a list would be read as none. */
    private void put(long version, TestFleet fleet, DeviceId... devices) throws IOException {
        long now = System.currentTimeMillis();
        List<Revocation> all = List.of(devices).stream()
                .sorted()
                .map(device -> new Revocation(device, RevocationReason.LOST, now))
                .toList();
        Path next = Files.write(
                dir.resolve("revocations.next"),
                SignedRevocationList.sign(fleet.issuerKey, new RevocationList(version, now, all))
                        .encode());
        Files.move(next, list(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JobClient start(JobConfig config) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TuttiJob.build(env, config);
        return env.executeAsync("revocation");
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
                ServerStep.fedAvg());
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
                .withRevocations(new Revocations(list().toUri().toString(), 3_600_000));
    }
}
