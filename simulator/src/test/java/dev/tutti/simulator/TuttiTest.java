package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuttiTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpIsPrintedAndIsNoError() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("tutti <command>");
        assertThat(run("demo", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--committee-dropout");
        assertThat(err.size()).isZero();
    }

    @Test
    void usageErrorsAreNumberedAndExitWithTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("dance")).isEqualTo(2);
        assertThat(run("demo", "--rounds", "none")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("TUTTI-1001 --rounds: expected a whole number");
    }

    @Test
    void dataThatIsNotThereIsANumberedErrorAndLeavesNothingRunning(@TempDir Path empty) {
        assertThat(run("demo", "--data", empty.toString())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("TUTTI-1101 expected WISDM_ar_v1.1_transformed.arff");
    }

    @Test
    void resultsThatCannotBeWrittenEndTheDemoBeforeItStarts(@TempDir Path folder) {
        assertThat(run("demo", "--json", folder.toString())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("TUTTI-1401 " + folder + ": expected a file that can be written")
                .contains("(docs/errors.md)");
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("starting a broker");
    }

    private int run(String... arguments) {
        return Tutti.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }
}
