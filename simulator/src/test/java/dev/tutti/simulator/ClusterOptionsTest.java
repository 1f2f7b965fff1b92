package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.simulator.cluster.ClusterHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cluster {@code task} and {@code model} speak to, and to which population. */
class ClusterOptionsTest {
    private static final String ELSEWHERE =
            "--bootstrap kafka:9093 --operator-key op.seed --artifacts shared --kafka-client tls.properties";

    @TempDir
    private Path folder;

    @Test
    void whatIsNotGivenIsAsTheHomeSays() throws Exception {
        ClusterReach reach = task("list").reach();

        assertThat(reach).isEqualTo(ClusterReach.of(new ClusterHome(ClusterHome.DEFAULT), null));
        assertThat(reach.artifacts()).isEqualTo(reach.home().artifacts());
        assertThat(reach.kafka("kafka:9093").clientSettings()).isEmpty();
    }

    @Test
    void everyCommandReachesAClusterElsewhere() throws Exception {
        ClusterReach elsewhere = new ClusterReach(
                new ClusterHome(ClusterHome.DEFAULT),
                "kafka:9093",
                Path.of("op.seed"),
                Path.of("shared"),
                Path.of("tls.properties"));

        for (String action : List.of("create", "start", "pause", "stop", "list")) {
            assertThat(task(action + " --population fitness/team " + ELSEWHERE).reach())
                    .isEqualTo(elsewhere);
        }
        for (String action : List.of("list", "export --out w", "rollback --version 1")) {
            assertThat(model(action + " --population fitness/team " + ELSEWHERE).reach())
                    .isEqualTo(elsewhere);
        }
        assertThat(elsewhere.artifacts()).isEqualTo(Path.of("shared").toAbsolutePath());
    }

    @Test
    void theHelpOfBothNamesEveryOption() {
        for (String option : ClusterReach.OPTIONS) {
            assertThat(TaskCommandOptions.HELP).contains("  " + option + " ");
            assertThat(ModelOptions.HELP).contains("  " + option + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/x", "x/", "BÖSE", "a//b", "a/../b", "a b", ""})
    void aNameThatNoPopulationMayHaveIsAUsageError(String name) {
        for (String action : List.of("create", "start", "pause", "stop")) {
            usageError(() -> TaskCommandOptions.parse(List.of(action, "--population", name)));
        }
        usageError(() -> ModelOptions.parse(List.of("list", "--population", name)));
        usageError(() -> FleetOptions.parse(List.of("--population", name)));
    }

    @Test
    void theOperatorsKeyIsReadFromItsFile() throws Exception {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 7);
        Path file = Files.writeString(folder.resolve("op.seed"), HexFormat.of().formatHex(seed) + "\n");

        assertThat(reach(file, null).key().seed()).isEqualTo(seed);
    }

    @Test
    void theKeyOfAnotherClusterIsNeverMadeUp() {
        ClusterHome home = new ClusterHome(folder);

        failsWith(
                TuttiError.HOME_UNUSABLE,
                () -> ClusterReach.of(home, "kafka:9093").key());
        assertThat(home.operatorKeyFile()).doesNotExist();
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndNotRepeated() throws Exception {
        Path file = Files.writeString(folder.resolve("op.seed"), "my secret");

        failsWith(TuttiError.HOME_UNUSABLE, () -> reach(file, null).key())
                .hasMessageContaining("64 hex digits")
                .satisfies(e -> assertThat(e).hasNoCause())
                .message()
                .doesNotContain("secret");
    }

    @Test
    void clientPropertiesSayWhoIsThereAndNothingElse() throws Exception {
        Path good = Files.writeString(folder.resolve("good"), "security.protocol=SSL\nssl.keystore.location=k.p12\n");
        Path bad =
                Files.writeString(folder.resolve("bad"), "security.protocol=SSL\nisolation.level=read_uncommitted\n");

        assertThat(reach(null, good).kafka("kafka:9093").clientSettings())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.location", "k.p12");
        failsWith(TuttiError.JOB_CONFIG, () -> reach(null, bad).kafka("kafka:9093"))
                .hasMessageContaining("isolation.level")
                .message()
                .doesNotContain("read_uncommitted");
        failsWith(
                TuttiError.JOB_CONFIG, () -> reach(null, folder.resolve("none")).kafka("kafka:9093"));
    }

    private ClusterReach reach(@Nullable Path key, @Nullable Path client) {
        return new ClusterReach(new ClusterHome(folder), "kafka:9093", key, null, client);
    }

    private static TaskCommandOptions task(String line) throws TuttiException {
        return TaskCommandOptions.parse(words(line));
    }

    private static ModelOptions model(String line) throws TuttiException {
        return ModelOptions.parse(words(line));
    }

    private static List<String> words(String line) {
        return new ArrayList<>(List.of(line.split(" ")));
    }

    private static void usageError(ThrowingCallable call) {
        failsWith(TuttiError.USAGE, call).hasMessageContaining("--population");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failsWith(TuttiError error, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TuttiException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
