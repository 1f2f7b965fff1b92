package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.audit.RoundLog;
import dev.tutti.connectors.kafka.KafkaCluster;
import dev.tutti.connectors.kafka.Topics;
import dev.tutti.connectors.kafka.embedded.EmbeddedKafka;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.TaskText;
import dev.tutti.job.task.TaskOrder;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.schemas.round.TaskAnswer;
import dev.tutti.schemas.round.TaskCommand;
import dev.tutti.schemas.round.TaskStanding;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.simulator.cluster.ClusterHome;
import dev.tutti.simulator.cluster.PublishedTask;
import dev.tutti.simulator.cluster.SimulatedTask;
import dev.tutti.simulator.workload.TinyWorkload;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code task} and {@code model} at a real broker whose job has said nothing yet, from its home and from elsewhere. */
class CommandsAtAClusterTest {
    private static final Topics TOPICS = new Topics("tutti");

    @TempDir
    private static Path brokerFolder;

    private static EmbeddedKafka broker;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ClusterHome home;
    private Operator operator;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedKafka.start(brokerFolder);
        broker.createTopics(
                TOPICS.all().stream().map(topic -> topic.toNewTopic((short) 1)).toList());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void noteWhereItListens() throws Exception {
        home = new ClusterHome(folder.resolve("home"));
        home.create();
        home.listensAt(broker.bootstrapServers(), "nowhere:1");
        operator = Operator.of(ClusterReach.of(home, null));
    }

    @Test
    void aTaskOfTheConfigurationIsListedUntilTheJobSaysHowItStandsAndCannotBeCreatedAgain() throws Exception {
        String population = "fitness/configured";
        configure(population);

        assertThat(run("task", "list", "--home", home.root().toString())).isZero();
        assertThat(output())
                .contains(population + " ")
                .contains("running  5 parameters")
                .contains("as configured");

        assertThat(run("task", "create", "--home", home.root().toString(), "--population", population))
                .isEqualTo(1);
        assertThat(errors()).startsWith("TUTTI-4203 " + population + ": expected a population without a task");

        operator.say(TOPICS.reports(), population, answer(population));
        assertThat(run("task", "list", "--home", home.root().toString())).isZero();
        assertThat(output()).contains("paused   5 parameters").doesNotContain("as configured");
    }

    @Test
    void aTaskIsCreatedElsewhereWithThatClustersKeyAndInItsFolder() throws Exception {
        String population = "fitness/created";
        Path artifacts = Files.createDirectory(folder.resolve("shared"));
        Path plan = Files.write(folder.resolve("plan"), encoded(TinyWorkload.plan()));
        Path initial = Files.write(folder.resolve("initial"), new byte[TinyWorkload.DIMENSION * Float.BYTES]);
        OperatorVerifier verifier = new OperatorVerifier(home.operator().publicKey());
        CompletableFuture<TaskOrder> job = CompletableFuture.supplyAsync(() -> answerOrder(population, verifier));

        assertThat(run(
                        there(artifacts, population),
                        "task",
                        "create",
                        "--plan",
                        plan.toString(),
                        "--initial",
                        initial.toString()))
                .isZero();

        assertThat(output()).contains(population + " is created: 5 parameters, 8 decryptors");
        TaskConfig created = TaskText.parse(job.join().body());
        assertThat(artifacts.resolve("plans/" + created.planDigest())).exists();
        assertThat(artifacts.resolve(created.initialModel().slicePaths().get(0)))
                .exists();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void weightsThatAreNoNumbersAreRefusedBeforeTheExamplesAreMadeAndNothingIsWritten() throws Exception {
        Path artifacts = Files.createDirectory(folder.resolve("shared"));
        Path plan = Files.write(folder.resolve("plan"), encoded(TinyWorkload.plan()));
        byte[] notNumbers = new byte[TinyWorkload.DIMENSION * Float.BYTES];
        Arrays.fill(notNumbers, (byte) 0xFF);
        Path initial = Files.write(folder.resolve("initial"), notNumbers);

        assertThat(run(
                        there(artifacts, "fitness/nan"),
                        "task",
                        "create",
                        "--plan",
                        plan.toString(),
                        "--initial",
                        initial.toString()))
                .isEqualTo(3);

        assertThat(errors()).startsWith("TUTTI-4202 " + initial + ": expected finite numbers");
        assertThat(output()).doesNotContain("writing plan");
        assertThat(artifacts).isEmptyDirectory();
    }

    @Test
    void theModelsOfAClusterElsewhereAreReadWithItsKeyFromItsFolder() throws Exception {
        String population = "fitness/elsewhere";
        Path artifacts = Files.createDirectory(folder.resolve("shared"));
        PublishedTask published = publish(population, artifacts);
        List<String> there = there(artifacts, population);

        assertThat(run(there, "model", "list")).isZero();
        assertThat(output()).contains("version 0 · promoted");
        Path weights = folder.resolve("weights");
        assertThat(run(there, "model", "export", "--out", weights.toString())).isZero();
        assertThat(weights).hasSize(TinyWorkload.DIMENSION * Float.BYTES);

        Path slice = artifacts.resolve(published.slicePaths().get(0));
        Files.delete(slice);
        assertThat(run(there, "model", "export", "--out", weights.toString())).isEqualTo(1);
        assertThat(errors()).startsWith("TUTTI-4201 version 0: ").contains(String.valueOf(slice.getFileName()));
    }

    @Test
    void aFolderOfArtifactsThatIsNotThereIsAUsageError() {
        assertThat(run(
                        "task",
                        "list",
                        "--home",
                        home.root().toString(),
                        "--artifacts",
                        folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(errors()).startsWith("TUTTI-1001 --artifacts: ");
    }

    /** A cluster whose home this machine does not have. */
    private List<String> there(Path artifacts, String population) throws Exception {
        Path client = Files.writeString(folder.resolve("client.properties"), "security.protocol=PLAINTEXT\n");
        home.operator();
        return List.of(
                "--home", folder.resolve("none").toString(),
                "--bootstrap", broker.bootstrapServers(),
                "--operator-key", home.operatorKeyFile().toString(),
                "--artifacts", artifacts.toString(),
                "--kafka-client", client.toString(),
                "--population", population);
    }

    /** Waits for the population's first order and carries it out, as far as anybody is told. */
    private TaskOrder answerOrder(String population, OperatorVerifier verifier) {
        try {
            RoundLog log = RoundLog.committed(KafkaCluster.at(broker.bootstrapServers()), TOPICS);
            TaskOrder order = operator.await(() -> log.all(TOPICS.tasks(), TaskCommand.class).stream()
                            .map(command -> TaskOrder.verified(command, verifier))
                            .filter(given -> given.population().equals(population))
                            .findFirst())
                    .orElseThrow();
            TaskAnswer answer = TaskAnswer.newBuilder()
                    .setPopulation(population)
                    .setNumber(order.number())
                    .setRefusal("")
                    .setStanding(TaskStanding.CREATED)
                    .setTask(order.body())
                    .build();
            operator.say(TOPICS.reports(), population, answer);
            return order;
        } catch (TuttiException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(TrainingPlan plan) throws Exception {
        ByteBuffer bytes = TrainingPlan.getEncoder().encode(plan);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private PublishedTask publish(String population, Path artifacts) throws Exception {
        PublishedTask published = PublishedTask.write(task(population), artifacts, home.operator());
        operator.say(TOPICS.models(), population, published.announcement());
        return published;
    }

    /** As {@code cluster submit} does. */
    private void configure(String population) throws Exception {
        SimulatedTask task = task(population);
        PublishedTask published = PublishedTask.write(task, home.artifacts(), home.operator());
        JobConfig job = task.jobConfig(
                published,
                broker.bootstrapServers(),
                TOPICS.prefix(),
                home.artifacts().toUri().toString(),
                home.operatorKeyFile().toString(),
                home.issuer());
        Properties file = new Properties();
        file.setProperty("bootstrap.servers", job.kafka().bootstrapServers());
        file.setProperty("artifact.root", job.artifactRoot());
        file.setProperty("operator.key.file", job.operatorKeyFile());
        file.setProperty("credential.issuers", String.join(",", job.credentialIssuers()));
        file.setProperty("platforms", String.join(",", job.platforms()));
        for (TaskConfig one : job.tasks()) {
            file.setProperty("tasks", one.task());
            TaskText.values(one).forEach((key, value) -> file.setProperty("task." + one.task() + "." + key, value));
        }
        try (Writer writer = Files.newBufferedWriter(home.jobConfig())) {
            file.store(writer, null);
        }
    }

    private TaskAnswer answer(String population) throws Exception {
        return TaskAnswer.newBuilder()
                .setPopulation(population)
                .setNumber(0)
                .setRefusal("")
                .setStanding(TaskStanding.PAUSED)
                .setTask(TaskText.of(
                        Objects.requireNonNull(operator.tasks().get(population)).task()))
                .build();
    }

    private static SimulatedTask task(String population) {
        return SimulatedTask.of(TinyWorkload.of(9), population, 8, 9, 0, UnaryOperator.identity());
    }

    private int run(List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(options);
        return run(words.toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Tutti.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
