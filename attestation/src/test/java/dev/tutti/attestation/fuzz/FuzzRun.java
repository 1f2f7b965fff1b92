package dev.tutti.attestation.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for inputs that break a parser; only by command, never among the ordinary tests:
 *
 * <pre>mvn -pl attestation -Pfuzz test [-Dfuzz.seconds=80] [-Dfuzz.target=each|NAME] [-Dfuzz.seed=1]</pre>
 *
 * <p>{@code seconds} is the time for all targets together. What it finds lies as {@code crash-*} under
 * {@code target/fuzz}, to become a test before it is mended.
 */
final class FuzzRun {
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    static Stream<FuzzTarget> targets() {
        String chosen = System.getProperty("fuzz.target", "each");
        return Stream.of(FuzzTarget.values())
                .filter(target -> chosen.equals("each") || target.name().equals(chosen));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothingBreaksTheParser(FuzzTarget target) throws Exception {
        Path directory = Path.of("target", "fuzz", target.name()).toAbsolutePath();
        Files.createDirectories(directory.resolve("corpus"));
        Files.createDirectories(directory.resolve("seeds"));
        int count = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(directory.resolve("seeds").resolve("seed-" + count++), seed);
        }
        long seconds = Math.max(2, Long.getLong("fuzz.seconds", 80) / targets().count());
        Path log = directory.resolve("log.txt");
        int code = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-D" + FuzzEntry.TARGET + "=" + target.name(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzEntry.class.getName(),
                        "--instrumentation_includes=dev.tutti.**:org.bouncycastle.asn1.**:com.fasterxml.jackson.**",
                        "--custom_hook_includes=dev.tutti.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_len=16384",
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        "-max_total_time=" + seconds,
                        "-seed=" + System.getProperty("fuzz.seed", "1"),
                        "-print_final_stats=1",
                        directory.resolve("corpus").toString(),
                        directory.resolve("seeds").toString()))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log);
        Matcher executed = EXECUTED.matcher(said);
        assertThat(executed.find()).as(said).isTrue();
        System.out.printf("%-20s %,12d inputs%n", target, Long.parseLong(executed.group(1)));
        try (DirectoryStream<Path> crashes = Files.newDirectoryStream(directory, "{crash,timeout,oom}-*")) {
            assertThat(crashes).as(said).isEmpty();
        }
        assertThat(code).as(said).isZero();
    }
}
