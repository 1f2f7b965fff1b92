package dev.tutti.device.enclave.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tokens of these tests, in SoftHSM2. Its library reads its settings and lists its slots once per process, so all
 * are made together, afresh in each run, before anybody loads it. A login is for the whole process: tests that must not
 * see each other's have a token each.
 */
enum SoftToken {
    RESTARTED,
    SHARED,
    LOCKED,
    PLANTED,
    LOGGED_OUT,
    PULLED,
    EXCHANGED,
    INSPECTED,
    EMPTY;

    static final String PIN = "1234";

    /** Where Debian, and then others, put the library. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");

    private static final class Made {
        private static final Map<SoftToken, Long> SLOTS = make();
    }

    /** Skips the test where SoftHSM2 is not installed; on a checking machine that is a failure. */
    static void assumeInstalled() {
        boolean installed = library().isPresent();
        if (System.getenv("CI") != null) {
            assertThat(installed)
                    .as("a checking machine has SoftHSM2 (Debian: softhsm2)")
                    .isTrue();
        }
        assumeTrue(installed, "SoftHSM2 is not installed (Debian: softhsm2)");
    }

    static Path libraryPath() {
        return library().orElseThrow();
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    Pkcs11Token token() {
        return Pkcs11Token.inSlot(libraryPath(), slot());
    }

    long slot() {
        return Objects.requireNonNull(Made.SLOTS.get(this));
    }

    /** The token's place in the list of slots, as the tool shows it. */
    int listIndex() {
        List<String> slots = run("softhsm2-util", "--show-slots")
                .lines()
                .filter(line -> line.startsWith("Slot "))
                .toList();
        return slots.indexOf("Slot " + slot());
    }

    /** Takes the token away: its files are gone. */
    void pull() {
        run("softhsm2-util", "--delete-token", "--token", name());
    }

    /** A PIN that is wiped by whoever asks for it. */
    static char[] pin() {
        return PIN.toCharArray();
    }

    static Path configuration() {
        return Path.of(
                Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"), "expected SOFTHSM2_CONF in the environment"));
    }

    private static Map<SoftToken, Long> make() {
        Path configuration = configuration();
        Path folder = Objects.requireNonNull(configuration.getParent());
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> old = Files.walk(folder)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Path tokens = Files.createDirectories(folder.resolve("tokens"));
            Files.writeString(
                    configuration,
                    "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<SoftToken, Long> slots = new EnumMap<>(SoftToken.class);
        for (SoftToken token : values()) {
            String said = run(
                    "softhsm2-util",
                    "--init-token",
                    "--free",
                    "--label",
                    token.name(),
                    "--so-pin",
                    "12345678",
                    "--pin",
                    PIN);
            Matcher slot = SLOT.matcher(said);
            assertThat(slot.find()).as(said).isTrue();
            slots.put(token, Long.parseLong(slot.group(1)));
        }
        return slots;
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command[0], said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
