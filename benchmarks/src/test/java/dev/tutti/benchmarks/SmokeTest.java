package dev.tutti.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/** That every benchmark runs and is reported; what it measures here is worth nothing. */
final class SmokeTest {
    private static final TimeValue SHORT = TimeValue.milliseconds(1);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void everyBenchmarkRunsAndIsReported() throws RunnerException, IOException {
        Path json = folder.resolve("all.json");
        Path results = folder.resolve("results");
        SecaggRun.run(
                new SecaggRun.Options(
                        List.of(
                                new SecaggRun.Group("LimitsBenchmark\\.(sha256|x25519)", Map.of()),
                                new SecaggRun.Group("VerifyBenchmark\\..*", Map.of()),
                                new SecaggRun.Group("DeviceBenchmark\\..*", Map.of("dimension", "3000")),
                                new SecaggRun.Group(
                                        "DeviceBenchmark\\..*", Map.of("dimension", "3000", "terms", "TWO_PRIMES")),
                                new SecaggRun.Group(
                                        "DeviceBenchmark\\.(whole|seal)$",
                                        Map.of("dimension", "3000", "terms", "X_WING")),
                                new SecaggRun.Group(
                                        "ServerBenchmark\\.(whole|addOne)$",
                                        Map.of(
                                                "dimension",
                                                "30000",
                                                "contributors",
                                                "4",
                                                "dropOut",
                                                "0",
                                                "terms",
                                                "TWO_PRIMES")),
                                new SecaggRun.Group(
                                        "ServerBenchmark\\..*",
                                        Map.of("dimension", "3000", "contributors", "4", "dropOut", "30"))),
                        0,
                        0,
                        SHORT,
                        1,
                        SHORT,
                        json,
                        results,
                        ""),
                out);

        JsonNode read = new ObjectMapper().readTree(json.toFile());
        assertThat(read.get("measurements"))
                .hasSize(2 + 2 + 11 + 11 + 2 + 2 + 6)
                .allSatisfy(measured -> {
                    assertThat(measured.get("cpuMillis").asDouble()).isNotNegative();
                    assertThat(measured.get("wallMillis").asDouble()).isPositive();
                });
        assertThat(read.get("machine").get("processor").asText()).isNotBlank();
        assertThat(read.get("uploadBytes").get("3000").asLong()).isBetween(50_000L, 80_000L);
        assertThat(read.get("uploadBytes").get("3000, one prime, X-Wing").asLong())
                .isBetween(120_000L, 150_000L);
        assertThat(read.get("uploadBytes").has("30000, two primes, X25519")).isTrue();
        try (Stream<Path> files = Files.list(results)) {
            assertThat(files.map(SmokeTest::text).toList())
                    .singleElement()
                    .asString()
                    .contains("| SHA-256 (JDK) |", "0.85 ×", "## Device, CPU ms", "## Server, CPU ms", "contributors=4")
                    .isSubstringOf(printed.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aWrongOptionIsAUsageError() {
        ByteArrayOutputStream complaint = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(complaint, true, StandardCharsets.UTF_8);
        assertThat(Main.run(List.of("bench", "secagg", "--fast"), folder, out, err))
                .isEqualTo(2);
        assertThat(complaint.toString(StandardCharsets.UTF_8)).startsWith("TUTTI-1001 --fast: expected");
        assertThat(Main.run(List.of("bench", "everything"), folder, out, err)).isEqualTo(2);
        assertThat(Main.run(List.of("bench", "secagg", "--json"), folder, out, err))
                .isEqualTo(2);
        assertThat(Main.run(List.of("bench", "leaks", "--slow"), folder, out, err))
                .isEqualTo(2);
        assertThat(Main.run(List.of("bench"), folder, out, err)).isEqualTo(2);
        assertThat(Main.run(List.of("bench", "--help"), folder, out, err)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
