package dev.tutti.device.enclave.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.device.enclave.tpm.emulator.EmulatedTpm;
import dev.tutti.device.enclave.tpm.emulator.EmulatedTpmAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tss.Tpm;

/** TPMs by name, which can be switched off and on and keep their address meanwhile. */
final class TpmBench implements AutoCloseable {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    private final Path folder;
    private final EmulatedTpmAuthority authority;
    private final Map<String, EmulatedTpm> running = new ConcurrentHashMap<>();
    private int devices;

    TpmBench(Path folder) {
        this.folder = folder;
        this.authority = EmulatedTpmAuthority.in(folder.resolve("authority"));
    }

    /** Skips the test where no emulator is installed; on a checking machine that is a failure. */
    static void assumeInstalled() {
        if (System.getenv("CI") != null) {
            assertThat(EmulatedTpm.missing())
                    .as("a checking machine has all of it")
                    .isEmpty();
        }
        assumeTrue(EmulatedTpm.missing().isEmpty(), () -> "not installed: " + EmulatedTpm.missing());
    }

    EmulatedTpmAuthority authority() {
        return authority;
    }

    EmulatedTpm tpm(String name) {
        return running.computeIfAbsent(name, n -> EmulatedTpm.start(folder.resolve(n), authority));
    }

    void kill(String name) {
        EmulatedTpm tpm = running.remove(name);
        if (tpm != null) {
            tpm.kill();
        }
    }

    TpmAddress address(String name) {
        tpm(name);
        return new TpmAddress(name, () -> {
            EmulatedTpm tpm = running.get(name);
            if (tpm == null) {
                throw new IOException("switched off");
            }
            return TpmAddress.emulator(tpm.host(), tpm.port()).open();
        });
    }

    /** From here on all TPMs have folders without keys: each test's devices are new, its TPMs need not be. */
    void forgetKeys() {
        devices++;
    }

    Path keys(String name) {
        return folder.resolve("keys" + devices).resolve(name);
    }

    TpmEnclave enclave(String name) {
        return TpmEnclave.openOrGenerate(address(name), keys(name), TestEnrolment.refusing(), CLOCK);
    }

    /** Speaks to a TPM past the enclave, which must not be connected. */
    <T> T raw(String name, Function<Tpm, T> action) {
        try (Tpm tpm = new Tpm()) {
            tpm._setDevice(address(name).open());
            return action.apply(tpm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running.values().forEach(EmulatedTpm::close);
    }
}
