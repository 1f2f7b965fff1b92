package dev.tutti.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job as a jar on a cluster of separate processes, from the first command to the last, each as a person would type it:
 * nothing here shares a JVM with anything else.
 */
class LocalClusterIT {
    private static final int ROUNDS = 3;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @TempDir
    Path folder;

    private Path home;
    private Cli tutti;

    @BeforeEach
    void homeAndOutputsLieApart() throws IOException {
        home = folder.resolve("home");
        tutti = new Cli(home, Files.createDirectories(folder.resolve("outputs")));
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        RunningProcess.stop(processes().everything(), 10);
    }

    @Test
    @Timeout(400)
    void aFleetLearnsOnAClusterOfProcessesAndDownLeavesNothing() throws Exception {
        ends(0, tutti.cluster("up"), "The cluster is up.", "Next: ./tutti cluster submit");
        List<RunningProcess> cluster = List.copyOf(processes().everything());
        assertThat(cluster).hasSize(3);
        List<Integer> ports = ports();
        assertThat(ports).hasSize(4).allMatch(LocalClusterIT::listens);
        ends(0, tutti.cluster("up"), "The cluster was up already.");
        assertThat(processes().everything()).containsExactlyInAnyOrderElementsOf(cluster);

        ends(0, tutti.cluster("submit"), "runs: http://", "Next: ./tutti fleet");
        ends(1, tutti.cluster("submit"), "TUTTI-4106");

        ends(
                0,
                tutti.fleet("--rounds", Integer.toString(ROUNDS), "--check"),
                "round 1 · announced 16",
                "3 rounds completed, every sum exact to the bit");

        JsonNode status =
                new ObjectMapper().readTree(tutti.cluster("status", "--json").output());
        assertThat(status.path("up").asBoolean()).isTrue();
        assertThat(status.path("job").path("state").asText()).isEqualTo("RUNNING");
        assertThat(status.path("job").path("tasksRunning").asInt())
                .isPositive()
                .isEqualTo(status.path("job").path("tasks").asInt());
        assertThat(status.path("checkpoints").path("completed").asInt()).isPositive();
        JsonNode rounds = status.path("rounds").path("fitness/local");
        assertThat(rounds.path("completed").asInt()).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(rounds.path("modelVersion").asInt()).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(status.path("topics").path("tutti.updates").asLong()).isPositive();

        aSecondPopulationIsMadeTrainedAndTakenOut();
        aTaskManagerIsAwayForLongAndTheJobGoesOn();

        ends(0, tutti.cluster("down"), "3 processes stopped.");
        assertThat(cluster).noneMatch(RunningProcess::isAlive);
        assertThat(processes().everything()).isEmpty();
        assertThat(ports).noneMatch(LocalClusterIT::listens);
        assertThat(home.resolve("kafka")).doesNotExist();
        ends(0, tutti.cluster("down"), "Nothing was running.");
        ends(1, tutti.cluster("submit"), "TUTTI-4104");
        ends(1, tutti.fleet(), "TUTTI-4104");
    }

    /** Orders from another process, while the job runs: a plan of one's own, and a guard that no model can pass. */
    private void aSecondPopulationIsMadeTrainedAndTakenOut() throws Exception {
        String[] phone = {"--population", "phone/gait"};
        ends(1, tutti.tutti("task", "start", phone[0], phone[1]), "TUTTI-4203", "created first");
        Path plan = LinearPlan.write(folder.resolve("plan.avro"));
        Path initial = LinearPlan.writeInitial(folder.resolve("initial.bin"));
        ends(
                0,
                tutti.tutti(
                        "task",
                        "create",
                        phone[0],
                        phone[1],
                        "--devices",
                        "9",
                        "--guard-accuracy",
                        "1",
                        "--plan",
                        plan.toString(),
                        "--initial",
                        initial.toString()),
                "phone/gait is created: 264 parameters, 8 decryptors.");
        ends(1, tutti.tutti("task", "create", phone[0], phone[1]), "TUTTI-4203", "has one");
        ends(0, tutti.tutti("task", "start", phone[0], phone[1]), "phone/gait is running.");
        ends(
                0,
                tutti.fleet(phone[0], phone[1], "--rounds", "2"),
                "round 1 · announced 9",
                "is below its guard, not promoted",
                "2 rounds completed, every sum exact to the bit");
        ends(
                0,
                tutti.tutti("model", "list", phone[0], phone[1]),
                "version 0",
                "version 2 · round 2",
                "below its guard, not promoted");
        Path weights = folder.resolve("weights.bin");
        ends(
                0,
                tutti.tutti("model", "export", phone[0], phone[1], "--version", "2", "--out", weights.toString()),
                "version 2, 264 parameters");
        assertThat(Files.size(weights)).isEqualTo(LinearPlan.DIMENSION * Float.BYTES);
        assertThat(new ObjectMapper()
                        .readTree(Path.of(weights + ".json").toFile())
                        .path("promoted")
                        .asBoolean())
                .isFalse();
        ends(
                1,
                tutti.tutti("model", "export", phone[0], phone[1], "--version", "99", "--out", weights.toString()),
                "TUTTI-4201");
        ends(0, tutti.tutti("task", "pause", phone[0], phone[1]), "phone/gait is paused.");
        ends(0, tutti.tutti("task", "list"), "fitness/local", "running", "phone/gait", "paused");
        ends(
                0,
                tutti.tutti("model", "rollback", phone[0], phone[1], "--version", "1"),
                "restores version 1 and is promoted");
        ends(0, tutti.tutti("model", "list", phone[0], phone[1]), " · restores version 1 · promoted");
        ends(1, tutti.tutti("model", "rollback", phone[0], phone[1], "--version", "98"), "TUTTI-4201");
    }

    /** Longer than every attempt at a restart takes; with a strategy that gives up, the job would be over. */
    private void aTaskManagerIsAwayForLongAndTheJobGoesOn() throws Exception {
        RunningProcess lost = processes().running(LocalFlink.taskManager(1)).orElseThrow();
        RunningProcess.stop(List.of(lost), 0);
        Thread.sleep(20_000);
        ends(0, tutti.cluster("up"), "it goes on by itself");
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!tutti.cluster("status", "--json").output().contains("\"state\" : \"RUNNING\"")) {
            assertThat(System.nanoTime()).as("the job runs again").isLessThan(deadline);
        }
        ends(0, tutti.tutti("task", "list"), "fitness/local", "running", "phone/gait", "paused");
    }

    private static void ends(int exitCode, Cli.Ended ended, String... said) {
        assertThat(ended.output()).contains(said);
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(exitCode);
    }

    private Processes processes() {
        return new Processes(home.toAbsolutePath().normalize(), new ClusterHome(home).run());
    }

    private List<Integer> ports() throws IOException {
        Properties noted = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("conf").resolve("ports.properties"))) {
            noted.load(reader);
        }
        List<Integer> ports = new ArrayList<>();
        for (Map.Entry<Object, Object> port : noted.entrySet()) {
            ports.add(Integer.parseInt(port.getValue().toString()));
        }
        return ports;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
