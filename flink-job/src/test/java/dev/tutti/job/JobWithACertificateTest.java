package dev.tutti.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.testing.TestCertificates;
import dev.tutti.job.testing.TestFleet;
import dev.tutti.job.testing.TestRound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that asks for certificates: every client of the job shows the configured one, and a stranger's is refused. */
class JobWithACertificateTest {
    private final Topics topics = new Topics("tls");

    @TempDir
    Path dir;

    @Test
    void aRoundIsAnnouncedOverTlsAndAStrangerHearsNothing() throws Exception {
        TestCertificates certificates = new TestCertificates(dir.resolve("certificates"));
        try (EmbeddedKafka broker = EmbeddedKafka.startGuarded(dir.resolve("broker"), certificates.ofBroker())) {
            broker.createTopics(
                    topics.all().stream().map(t -> t.toNewTopic((short) 1)).toList());
            // Devices use the open door here: the job's clients are what is tried.
            try (TestFleet fleet = new TestFleet(broker.bootstrapServers(), topics)) {
                fleet.checkIn(TestRound.POPULATION, TestRound.shape().members());
                JobClient stranger = start(config(broker, fleet, certificates.clientFile("stranger")));
                assertThat(stranger.getJobExecutionResult())
                        .failsWithin(Duration.ofSeconds(60))
                        .withThrowableOfType(ExecutionException.class)
                        .withRootCauseInstanceOf(SSLException.class);
                fleet.hear();
                assertThat(fleet.announced()).isNull();

                JobClient job = start(config(broker, fleet, certificates.clientFile("job")));
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    fleet.hear();
                    return fleet.announced() != null;
                });
                job.cancel().get();
            }
        }
    }

    @Test
    void onlyWhoConnectsIsTakenFromTheFileAndNoValueIsSaid() throws Exception {
        try (TestFleet fleet = new TestFleet("127.0.0.1:1", topics)) {
            Path file = Files.writeString(
                    dir.resolve("client"), "isolation.level=read_uncommitted\nssl.key.password=secret");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobConfigFile.read(file("127.0.0.1:1", fleet, file)))
                    .withMessageContaining("isolation.level")
                    .withMessageNotContaining("uncommitted");
            Path secret = Files.writeString(dir.resolve("client"), "ssl.key.password=secret");
            JobConfig config = JobConfigFile.read(file("127.0.0.1:1", fleet, secret));
            assertThat(config.kafka().clientSettings()).containsEntry("ssl.key.password", "secret");
            assertThat(config.toString()).contains("ssl.key.password").doesNotContain("=secret", "secret]");
        }
    }

    private JobConfig config(EmbeddedKafka broker, TestFleet fleet, Path client) throws Exception {
        return JobConfigFile.read(file(broker.guardedServers(), fleet, client));
    }

    private Path file(String servers, TestFleet fleet, Path client) throws Exception {
        Files.writeString(dir.resolve("operator.key"), "11".repeat(32));
        String task = TaskText.of(TestRound.task())
                .lines()
                .map(line -> "task.one." + line + "\n")
                .collect(Collectors.joining());
        return Files.writeString(
                dir.resolve("job.properties"),
                String.join(
                        "\n",
                        "bootstrap.servers=" + servers,
                        "kafka.client.file=" + client,
                        "topic.prefix=" + topics.prefix(),
                        "artifact.root=" + dir.resolve("artifacts").toUri(),
                        "operator.key.file=" + dir.resolve("operator.key"),
                        "credential.issuers=" + HexFormat.of().formatHex(fleet.issuer.publicKey()),
                        "platforms=SOFTWARE_DEVELOPMENT",
                        "checkpoint.millis=200",
                        "tasks=one",
                        task));
    }

    private static JobClient start(JobConfig config) throws Exception {
        Configuration never = new Configuration();
        never.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(never);
        TuttiJob.build(env, config);
        return env.executeAsync("tls");
    }
}
