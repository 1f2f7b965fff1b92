package dev.tutti.device.enclave.tpm.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that answers as a TPM does. */
final class EmulatedTpmTest {
    /** TPM2_GetRandom of 8 bytes (TPM 2.0 Library, part 3, 16.1). */
    private static final byte[] GET_RANDOM = HexFormat.of().parseHex("80010000000c0000017b0008");

    @TempDir
    private Path folder;

    @BeforeAll
    static void installed() {
        if (System.getenv("CI") != null) {
            assertThat(EmulatedTpm.missing())
                    .as("a checking machine has all of it")
                    .isEmpty();
        }
        assumeTrue(EmulatedTpm.missing().isEmpty(), () -> "not installed: " + EmulatedTpm.missing());
    }

    private static byte[] random(EmulatedTpm tpm) throws IOException {
        try (Socket socket = new Socket(tpm.host(), tpm.port())) {
            socket.getOutputStream().write(GET_RANDOM);
            byte[] answer = new byte[20];
            new DataInputStream(socket.getInputStream()).readFully(answer);
            return answer;
        }
    }

    @Test
    void severalRunSideBySideAndTheirAuthorityIsOne() throws Exception {
        EmulatedTpmAuthority authority = EmulatedTpmAuthority.in(folder.resolve("authority"));
        List<EmulatedTpm> started = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                started.add(EmulatedTpm.start(folder.resolve("tpm" + i), authority));
            }
            assertThat(started).extracting(EmulatedTpm::port).doesNotHaveDuplicates();
            for (EmulatedTpm tpm : started) {
                assertThat(HexFormat.of().formatHex(random(tpm))).startsWith("80010000001400000000");
            }
        } finally {
            started.forEach(EmulatedTpm::close);
        }
        List<X509Certificate> certificates = authority.certificates();
        certificates.get(1).verify(certificates.get(0).getPublicKey());
        assertThat(started).noneMatch(EmulatedTpm::isRunning);
    }

    @Test
    void switchedOffAndOnItIsTheSameFolder() throws Exception {
        EmulatedTpmAuthority authority = EmulatedTpmAuthority.in(folder.resolve("authority"));
        EmulatedTpm first = EmulatedTpm.start(folder.resolve("tpm"), authority);
        random(first);
        first.kill();
        assertThat(first.isRunning()).isFalse();
        byte[] state = Files.readAllBytes(folder.resolve("tpm/tpm2-00.permall"));

        try (EmulatedTpm second = EmulatedTpm.start(folder.resolve("tpm"), authority)) {
            random(second);
        }

        assertThat(state).isNotEmpty();
    }

    @Test
    void whatTheEmulatorSaidIsInTheError() throws Exception {
        Files.createDirectories(folder.resolve("tpm"));
        Files.writeString(folder.resolve("tpm/tpm2-00.permall"), "no state of a TPM");

        assertThatExceptionOfType(EmulatedTpmException.class)
                .isThrownBy(() ->
                        EmulatedTpm.start(folder.resolve("tpm"), EmulatedTpmAuthority.in(folder.resolve("authority"))))
                .withMessageContaining("it said: ");
    }

    @Test
    void anAuthorityWithoutTpmsHasNoCertificates() {
        assertThatExceptionOfType(EmulatedTpmException.class)
                .isThrownBy(() -> EmulatedTpmAuthority.in(folder).certificates());
    }
}
