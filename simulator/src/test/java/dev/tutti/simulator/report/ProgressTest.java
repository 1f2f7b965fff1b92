package dev.tutti.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void withoutATerminalEachStepIsOnePlainLine() {
        Progress progress = progress(false);
        progress.step("starting a broker");
        progress.at("devices", 3, 10);
        progress.at("devices", 4, 10);
        progress.say("round 1");
        progress.closing();
        progress.done();

        assertThat(text().lines().toList()).hasSize(2);
        assertThat(text()).contains("starting a broker").endsWith("round 1" + System.lineSeparator());
        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void onATerminalTheLastLineIsRedrawnAndTakenAway() {
        Progress progress = progress(true);
        progress.step("training");
        progress.at("devices", 5, 10);
        progress.say("round 1");
        progress.done();

        assertThat(text())
                .contains("████████████░░░░░░░░░░░░ devices 5/10")
                .contains("round 1")
                .endsWith("\r\u001b[K");
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
