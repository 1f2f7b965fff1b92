package dev.tutti.attestation.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.tpm.TpmCredentialChallenge.Result.Made;
import dev.tutti.attestation.tpm.TpmCredentialChallenge.Result.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TpmCredentialChallengeTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] ATTESTATION_KEY = TestTpm.publicArea(TestTpm.ATTESTING, TestTpm.ATTESTING_ATTRIBUTES);

    @TempDir
    Path folder = Path.of("");

    private static TpmCredentialChallenge make(byte[] endorsement, byte[] attesting, byte[] secret) {
        return ((Made) TpmCredentialChallenge.make(endorsement, attesting, secret, RANDOM)).challenge();
    }

    @Test
    void eachKindOfEndorsementKeyGetsAChallengeOfItsSizes() {
        sizes(TestTpm.ENDORSEMENT, 32, 256);
        sizes(Keys.ec("secp256r1"), 32, 2 + 32 + 2 + 32);
        sizes(Keys.ec("secp384r1"), 48, 2 + 48 + 2 + 48);
    }

    private static void sizes(KeyPair endorsement, int hash, int encrypted) {
        TpmCredentialChallenge challenge = make(endorsement.getPublic().getEncoded(), ATTESTATION_KEY, new byte[32]);

        assertThat(challenge.idObject()).hasSize(2 + 2 + hash + 2 + 32).startsWith(0, 2 + hash + 2 + 32, 0, hash);
        assertThat(challenge.encryptedSecret()).hasSize(2 + encrypted);
    }

    @Test
    void keysThatAreNoEndorsementKeysGetNone() throws Exception {
        for (byte[] endorsement : List.of(
                new byte[0],
                Keys.ec("secp521r1").getPublic().getEncoded(),
                Keys.ec("secp256k1").getPublic().getEncoded(),
                Keys.rsa(1024).getPublic().getEncoded())) {
            assertThat(TpmCredentialChallenge.make(endorsement, ATTESTATION_KEY, new byte[32], RANDOM))
                    .isInstanceOf(Rejected.class);
        }
        assertThat(TpmCredentialChallenge.make(
                        TestTpm.ENDORSEMENT.getPublic().getEncoded(), new byte[3], new byte[32], RANDOM))
                .isInstanceOf(Rejected.class);
    }

    /** The test device does what the emulated one does, below. */
    @Test
    void theTestTpmOpensItsChallengeAndNoOther() {
        TestTpm tpm = new TestTpm();
        byte[] secret = TestDescription.filled(32, 9);
        byte[] endorsement = TestTpm.ENDORSEMENT.getPublic().getEncoded();

        assertThat(tpm.open(make(endorsement, tpm.attestationKey(), secret))).isEqualTo(secret);
        assertThat(TestTpm.another().open(make(endorsement, tpm.attestationKey(), secret)))
                .isEmpty();
        assertThat(new TestTpm().anotherAttestationKey().open(make(endorsement, tpm.attestationKey(), secret)))
                .isEmpty();
    }

    /** An emulated TPM opens what was made here, for its own attestation key and for no other. */
    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecc"})
    void aTpmOpensItsChallengeAndNoOther(String kind) throws Exception {
        for (String tool : List.of("swtpm", "swtpm_setup", "tpm2_createak", "tpm2_activatecredential")) {
            assumeTrue(isInstalled(tool), "skipped: " + tool + " is not installed (Debian: swtpm-tools, tpm2-tools)");
        }
        int port = freePort();
        Files.createDirectory(folder.resolve("state"));
        run(port, "swtpm_setup", "--tpm2", "--tpmstate", "state", "--overwrite");
        Process tpm = new ProcessBuilder(
                        "swtpm",
                        "socket",
                        "--tpm2",
                        "--tpmstate",
                        "dir=state",
                        "--server",
                        "type=tcp,port=" + port + ",bindaddr=127.0.0.1",
                        "--ctrl",
                        "type=tcp,port=" + (port + 1) + ",bindaddr=127.0.0.1",
                        "--flags",
                        "not-need-init,startup-clear")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("swtpm.log").toFile())
                .start();
        try {
            awaitPort(port + 1, tpm);
            run(port, "tpm2_createek", "-c", "ek.ctx", "-G", kind, "-u", "ek.pem", "-f", "pem");
            run(
                    port,
                    "tpm2_createak",
                    "-C",
                    "ek.ctx",
                    "-c",
                    "ak.ctx",
                    "-G",
                    "ecc",
                    "-g",
                    "sha256",
                    "-s",
                    "ecdsa",
                    "-u",
                    "ak.pub");
            byte[] endorsement = pem(folder.resolve("ek.pem"));
            byte[] sized = Files.readAllBytes(folder.resolve("ak.pub"));
            byte[] attesting = Arrays.copyOfRange(sized, 2, sized.length);
            byte[] secret = new byte[32];
            RANDOM.nextBytes(secret);

            assertThat(activate(port, make(endorsement, attesting, secret))).isEqualTo(secret);
            assertThat(activate(port, make(endorsement, ATTESTATION_KEY, secret)))
                    .isEmpty();
            byte[] other = kind.equals("rsa")
                    ? Keys.rsa(2048).getPublic().getEncoded()
                    : Keys.p256().getPublic().getEncoded();
            assertThat(activate(port, make(other, attesting, secret))).isEmpty();
        } finally {
            tpm.destroy();
            tpm.waitFor();
        }
    }

    /** What the TPM found, or nothing if it refused. */
    private byte[] activate(int port, TpmCredentialChallenge challenge) throws Exception {
        try (OutputStream out = Files.newOutputStream(folder.resolve("challenge"))) {
            out.write(ByteBuffer.allocate(8).putInt(0xbadcc0de).putInt(1).array());
            out.write(challenge.idObject());
            out.write(challenge.encryptedSecret());
        }
        Files.deleteIfExists(folder.resolve("secret"));
        run(port, "tpm2_flushcontext", "-t");
        run(port, "tpm2_startauthsession", "--policy-session", "-S", "session");
        run(port, "tpm2_policysecret", "-S", "session", "-c", "e");
        start(
                        port,
                        "tpm2_activatecredential",
                        "-c",
                        "ak.ctx",
                        "-C",
                        "ek.ctx",
                        "-i",
                        "challenge",
                        "-o",
                        "secret",
                        "-P",
                        "session:session")
                .waitFor();
        run(port, "tpm2_flushcontext", "session");
        Path secret = folder.resolve("secret");
        return Files.exists(secret) ? Files.readAllBytes(secret) : new byte[0];
    }

    private Process start(int port, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("TPM2TOOLS_TCTI", "swtpm:host=127.0.0.1,port=" + port);
        return builder.start();
    }

    private void run(int port, String... command) throws Exception {
        int code = start(port, command).waitFor();
        assertThat(code)
                .as(String.join(" ", command) + ": " + Files.readString(folder.resolve("log")))
                .isZero();
    }

    private static byte[] pem(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket first = new ServerSocket(0)) {
            int port = first.getLocalPort();
            try (ServerSocket second = new ServerSocket(port + 1)) {
                return second.getLocalPort() - 1;
            }
        }
    }

    private static void awaitPort(int port, Process process) throws Exception {
        while (process.isAlive()) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (java.net.ConnectException e) {
                Thread.sleep(20);
            }
        }
        throw new AssertionError("expected swtpm to run");
    }
}
