package dev.tutti.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.simulator.cluster.ClusterHome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void usageErrorsAreNumberedAndExitWithTwo() {
        assertThat(run("dance")).isEqualTo(2);
        assertThat(run("up", "--task-managers", "0")).isEqualTo(2);
        assertThat(run("submit", "--committee", "9")).isEqualTo(2);
        assertThat(run("submit", "--config", "x", "--devices", "9")).isEqualTo(2);
        assertThat(run("down", "--json")).isEqualTo(2);
        assertThat(error().lines()).hasSize(5).allMatch(line -> line.startsWith("TUTTI-1001 "));
    }

    @Test
    void downDeletesNothingInAFolderThatIsNoHome(@TempDir Path folder) throws Exception {
        Path log = Files.createDirectories(folder.resolve("logs")).resolve("precious.log");
        Files.writeString(log, "kept");

        assertThat(run("down", "--home", folder.toString())).isZero();
        assertThat(log).hasContent("kept");
    }

    @Test
    void upMakesNoHomeOfAFolderThatHoldsOtherThings(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "kept");

        assertThat(run("up", "--home", folder.toString())).isEqualTo(3);
        assertThat(error()).startsWith("TUTTI-4102 ").contains("letter.txt");
    }

    @Test
    void twoCommandsNeverChangeAHomeAtOnce(@TempDir Path folder) throws Exception {
        Path home = folder.resolve("home");
        try (HomeLock held = HomeLock.of(new ClusterHome(home), true)) {
            assertThat(held).isNotNull();
            assertThat(run("down", "--home", home.toString())).isEqualTo(3);
        }
        assertThat(error()).startsWith("TUTTI-4102 ").contains("another command");
        assertThat(run("down", "--home", home.toString())).isZero();
    }

    @Test
    void theCauseOfAFailureIsItsLastOne() {
        assertThat(FlinkRest.innermost("a.B: outer\n\tat c.D\nCaused by: e.F: inner\n\tat g.H\n"))
                .isEqualTo("e.F: inner");
        assertThat(FlinkRest.innermost("Job not found.")).isEqualTo("Job not found.");
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("cluster"));
        arguments.addAll(List.of(words));
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }
}
