package dev.tutti.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    @TempDir
    Path home;

    private Process sleeper;

    @BeforeEach
    void somethingRuns() throws IOException {
        sleeper = new ProcessBuilder("sleep", "300").start();
    }

    @AfterEach
    void andIsStopped() throws InterruptedException {
        sleeper.destroyForcibly();
        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasNotedIsFoundAgainAndStopped() throws Exception {
        Processes processes = new Processes(home, home);
        processes.note("sleeper", sleeper.pid());

        assertThat(processes.running("sleeper"))
                .hasValueSatisfying(found -> assertThat(found.pid()).isEqualTo(sleeper.pid()));
        assertThat(RunningProcess.stop(processes.everything(), 10)).isEmpty();
        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(processes.running("sleeper")).isEmpty();

        processes.forgetTheDead();
        assertThat(processes.all()).isEmpty();
    }

    @Test
    void aLaterProcessOfTheSameNumberIsLeftAlone() throws Exception {
        Processes processes = new Processes(home, home);
        processes.note("broker", sleeper.pid());
        Path file = home.resolve("broker.process");
        Files.writeString(file, Files.readString(file).replaceFirst("started=.*", "started=another\\\\:1"));

        assertThat(processes.running("broker")).isEmpty();
        assertThat(processes.everything()).isEmpty();
        // Even when asked to stop it by that number.
        assertThat(RunningProcess.stop(List.of(new RunningProcess(sleeper.pid(), "another:1")), 1))
                .isEmpty();
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void aFileThatWasCutShortIsNoProcess() throws Exception {
        Files.writeString(home.resolve("broker.process"), "pid=12");

        assertThat(new Processes(home, home).running("broker")).isEmpty();
    }
}
