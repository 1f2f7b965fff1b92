package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.simulator.enclave.EnclaveKind;
import dev.tutti.simulator.enclave.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo that is interrupted leaves nothing behind: no emulator runs on, no token and no folder stays. */
class InterruptedDemoTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void noEmulatedTpmOutlivesAnInterruption() throws Exception {
        Installed.assume(EnclaveKind.TPM);
        Process demo = demo("tpm");

        await().atMost(PATIENCE).until(() -> emulators().size() >= 2);
        interrupt(demo);

        await().atMost(PATIENCE).until(() -> emulators().isEmpty());
        assertThat(left()).isEmpty();
    }

    @Test
    void noTokenOutlivesAnInterruption() throws Exception {
        Installed.assume(EnclaveKind.PKCS11);
        Process demo = demo("pkcs11");

        await().atMost(PATIENCE).until(() -> Files.exists(settings()));
        interrupt(demo);

        assertThat(settings()).doesNotExist();
        assertThat(left()).isEmpty();
    }

    private Process demo(String kind) throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ProcessBuilder demo = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.tutti,java.lang,java.util",
                "-Dtutti.log=" + folder.resolve("demo.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Tutti.class.getName(),
                "demo",
                "--enclave",
                kind,
                "--devices",
                "20",
                "--committee",
                "5");
        demo.environment().put("SOFTHSM2_CONF", settings().toString());
        return demo.redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    private Path settings() {
        return folder.resolve("softhsm2.conf");
    }

    /** To the demo alone: a terminal would interrupt its emulators as well. */
    private static void interrupt(Process demo) throws InterruptedException {
        demo.destroy();
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private List<ProcessHandle> emulators() {
        return ProcessHandle.allProcesses()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                                .anyMatch(argument -> argument.contains(folder.toString()))
                        && process.info().command().orElse("").endsWith("/swtpm"))
                .toList();
    }

    /** What the demo itself wrote: libraries unpack themselves there too, and delete that when they exit in peace. */
    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("temporary"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("tutti-"))
                    .toList();
        }
    }
}
