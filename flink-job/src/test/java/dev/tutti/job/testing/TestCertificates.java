package dev.tutti.job.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates for both ends of a connection, made by the JDK's own keytool. */
public final class TestCertificates {
    private static final String PASSWORD = "for this test only";

    private final Path dir;

    /** @param dir an empty folder for the key stores */
    public TestCertificates(Path dir) throws Exception {
        this.dir = Files.createDirectories(dir);
        for (String who : List.of("broker", "job", "stranger")) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    who,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + who,
                    "-ext",
                    "SAN=ip:127.0.0.1",
                    "-keystore",
                    store(who));
            keytool(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    who,
                    "-file",
                    certificate(who).toString(),
                    "-keystore",
                    store(who));
        }
        Files.writeString(dir.resolve("password"), PASSWORD);
    }

    /** What the broker's door needs: its own key, and the job's certificate as the only one it trusts. */
    public Map<String, String> ofBroker() throws IOException {
        return Map.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                store("broker"),
                "ssl.keystore.password",
                PASSWORD,
                "ssl.key.password",
                PASSWORD,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate("job").toString(),
                "ssl.client.auth",
                "required");
    }

    /** A file for {@code kafka.client.file}; the password is not in it, only where it lies. */
    public Path clientFile(String who) throws IOException {
        return Files.writeString(
                dir.resolve(who + ".properties"),
                String.join(
                        "\n",
                        "security.protocol=SSL",
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + certificate("broker"),
                        "ssl.keystore.type=PKCS12",
                        "ssl.keystore.location=" + store(who),
                        "ssl.keystore.password=${directory:" + dir + ":password}",
                        "ssl.key.password=${directory:" + dir + ":password}",
                        "config.providers=directory",
                        "config.providers.directory.class="
                                + "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                        ""));
    }

    private String store(String who) {
        return dir.resolve(who + ".p12").toString();
    }

    private Path certificate(String who) {
        return dir.resolve(who + ".crt");
    }

    private static void keytool(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
