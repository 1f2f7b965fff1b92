package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.CulpritRule;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import dev.tutti.job.testing.BadUploads;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import dev.tutti.job.testing.WrongSecret;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.unmask.CulpritSearch;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who spoils a sum spoils nothing but its own sub-cohort; who does it by a wrong secret is known after some rounds. */
class SubCohortsTest {
    private static final int SUB_COHORTS = 2;
    private static final int DEVICES = 2 * TestRound.GOAL;
    private static final CulpritRule RULE = new CulpritRule(DEVICES, 0.2, 0);

    @TempDir
    Path dir;

    private final Topics topics = new Topics("sub");
    private final Random random = new Random(3);

    /** How a device spoils its sub-cohort's sum, and how it burns. */
    private enum Spoiling {
        NONE(""),
        /** Values that no clipped update can have. */
        POISON("OUTLYING_NORM"),
        /** Shares of another secret than it masked with: nobody can complain, and the sum does not open. */
        WRONG_SECRET("RESIDUE_TOO_LARGE");

        private final String reason;

        Spoiling(String reason) {
            this.reason = reason;
        }
    }

    @FunctionalInterface
    private interface Scenario {
        void play(TestFleet fleet, List<TestDevice> devices) throws Exception;
    }

    @Test
    void aPoisonedSubCohortIsLeftOutAndTheOtherMovesTheModel() throws Exception {
        onAJob((fleet, devices) -> {
            for (int round = 1; round <= 2; round++) {
                assertThat(spoiltRound(round, devices, Spoiling.POISON, fleet).getBarred())
                        .isEmpty();
            }
            List<RoundReport> ended = round(3, devices, Spoiling.NONE, fleet);
            assertThat(ended).extracting(RoundReport::getStatus).containsOnly(RoundStatus.COMPLETED);
            // Both moved it, by one step.
            assertThat(ended).extracting(RoundReport::getModelVersion).containsOnly(3L);
            until(fleet, () -> fleet.models.stream().anyMatch(model -> model.getVersion() == 3));
            assertThat(fleet.models.stream()
                            .filter(model -> model.getVersion() == 3)
                            .map(model -> ModelManifest.decode(
                                            model.getManifest().array())
                                    .announcement()))
                    .containsExactly(ModelManifest.source(List.of(
                            announced(3, 0, fleet).digest(),
                            announced(3, 1, fleet).digest())));
        });
    }

    @Test
    void whoSharesAWrongSecretIsFoundAfterTheRoundsStatedAndBarred() throws Exception {
        int rounds = CulpritSearch.rounds(DEVICES, RULE.errorProbability(), RULE.corruptShare(), SUB_COHORTS);
        onAJob((fleet, devices) -> {
            ByteBuffer culprit = id(devices.get(0));
            for (int round = 1; round < rounds; round++) {
                assertThat(spoiltRound(round, devices, Spoiling.WRONG_SECRET, fleet)
                                .getBarred())
                        .isEmpty();
            }
            assertThat(spoiltRound(rounds, devices, Spoiling.WRONG_SECRET, fleet)
                            .getBarred())
                    .containsExactly(culprit);
            // It still sends; its place is another's now.
            devices.add(fleet.device());
            List<RoundReport> ended = round(rounds + 1, devices, Spoiling.WRONG_SECRET, fleet);
            assertThat(ended).extracting(RoundReport::getStatus).containsOnly(RoundStatus.COMPLETED);
            until(fleet, () -> !fleet.rejects.isEmpty());
            assertThat(fleet.rejects).extracting(RejectedUpdate::getReason).containsOnly(RejectReason.BARRED);
            assertThat(fleet.rejects).extracting(RejectedUpdate::getDeviceId).containsOnly(culprit);
        });
    }

    private void onAJob(Scenario scenario) throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(dir.resolve("broker"))) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                JobClient job = start(config(broker.bootstrapServers(), fleet));
                List<TestDevice> devices = new ArrayList<>();
                for (int i = 0; i < DEVICES; i++) {
                    devices.add(fleet.device());
                }
                scenario.play(fleet, devices);
                job.cancel().get();
            }
        }
    }

    /** A round whose first device spoils its sub-cohort: that burns, the other moves the model. The report of the spoilt one. */
    private RoundReport spoiltRound(int round, List<TestDevice> devices, Spoiling how, TestFleet fleet) {
        List<RoundReport> ended = round(round, devices, how, fleet);
        RoundReport spoilt = ended.stream()
                .filter(report -> report.getContributors().contains(id(devices.get(0))))
                .findFirst()
                .orElseThrow();
        RoundReport other = ended.get(ended.get(0) == spoilt ? 1 : 0);
        assertThat(spoilt.getReason()).isEqualTo(how.reason);
        assertThat(other.getStatus()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(other.getModelVersion()).isEqualTo(round);
        assertThat(other.getBarred()).isEmpty();
        return spoilt;
    }

    /** Devices draw their sub-cohorts; equal halves, so that no round waits for its time limit. */
    private List<RoundReport> round(int round, List<TestDevice> devices, Spoiling how, TestFleet fleet) {
        fleet.checkIn(TestRound.POPULATION, SUB_COHORTS * TestRound.shape().members());
        List<Announcement> terms = List.of(announced(round, 0, fleet), announced(round, 1, fleet));
        List<TestDevice> drawn = new ArrayList<>(devices);
        Collections.shuffle(drawn, random);
        for (int i = 0; i < drawn.size(); i++) {
            // Whoever is barred is one more in its half.
            int subCohort = i * SUB_COHORTS / drawn.size();
            BadUploads uploads = new BadUploads(terms.get(subCohort), fleet);
            TestDevice device = drawn.get(i);
            MaskedUpdate update = uploads.update(device, i);
            if (device.equals(devices.get(0))) {
                update = switch (how) {
                    case NONE -> update;
                    case POISON -> uploads.poisoned(device, i);
                    case WRONG_SECRET -> WrongSecret.instead(update, terms.get(subCohort), device, 0, fleet.random);
                };
            }
            for (BadUploads.Sent sent : uploads.good(update)) {
                fleet.send(topics.updates(), sent.key(), sent.value());
            }
        }
        int before = fleet.reports.size();
        until(fleet, () -> fleet.reports.size() == before + SUB_COHORTS);
        return List.copyOf(fleet.reports.subList(before, before + SUB_COHORTS));
    }

    private static ByteBuffer id(TestDevice device) {
        return ByteBuffer.wrap(device.id().bytes());
    }

    private static Announcement announced(long round, int subCohort, TestFleet fleet) {
        until(
                fleet,
                () -> fleet.announced(TestRound.POPULATION, round, subCohort).isPresent());
        return fleet.announced(TestRound.POPULATION, round, subCohort).orElseThrow();
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
        return env.executeAsync("sub-cohorts");
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
                        new RoundTiming(3_000, 200, 30_000, 30_000, 60_000, 120_000),
                        ServerStep.fedAvg())
                .withSubCohorts(SUB_COHORTS, RULE);
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
                List.of(task));
    }
}
