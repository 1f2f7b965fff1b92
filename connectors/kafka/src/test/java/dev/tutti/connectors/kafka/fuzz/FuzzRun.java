package dev.tutti.connectors.kafka.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordSeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Searches for records that break the codec; only by command:
 *
 * <pre>mvn -pl connectors/kafka -am -Pfuzz test [-Dfuzz.seconds=20] [-Dfuzz.seed=1]</pre>
 *
 * <p>It begins by finding a planted fault. What it finds lies as {@code crash-*} under {@code target/fuzz}, to become a
 * test before it is mended.
 */
final class FuzzRun {
    private static final int PLANTED_SECONDS = 30;
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    @Test
    void aPlantedFaultIsFound() throws Exception {
        // A tick is among the seeds, so the fuzzer finds it at once if it is listened to at all.
        Path directory = emptied(FuzzTarget.PLANTED);
        String said = search(FuzzTarget.PLANTED, directory, PLANTED_SECONDS);
        assertThat(crashes(directory)).as(said).isPositive();
    }

    @Test
    void nothingBreaksTheCodec() throws Exception {
        Path directory = emptied(FuzzTarget.RECORD);
        String said = search(FuzzTarget.RECORD, directory, Long.getLong("fuzz.seconds", 20));
        assertThat(crashes(directory)).as(said).isZero();
        Matcher executed = EXECUTED.matcher(said);
        assertThat(executed.find()).as(said).isTrue();
        assertThat(Long.parseLong(executed.group(1))).as(said).isPositive();
        System.out.printf("records        %,12d inputs%n", Long.parseLong(executed.group(1)));
    }

    private static Path emptied(FuzzTarget target) throws IOException {
        Path directory = Path.of("target", "fuzz", target.name()).toAbsolutePath();
        Files.createDirectories(directory.resolve("corpus"));
        Files.createDirectories(directory.resolve("seeds"));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "{crash,timeout,oom}-*")) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        int count = 0;
        for (byte[] seed : RecordSeeds.all()) {
            Files.write(directory.resolve("seeds").resolve("seed-" + count++), seed);
        }
        return directory;
    }

    private static String search(FuzzTarget target, Path directory, long seconds)
            throws IOException, InterruptedException {
        Path log = directory.resolve("log.txt");
        new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-D" + FuzzEntry.TARGET + "=" + target.name(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzEntry.class.getName(),
                        "--instrumentation_includes=dev.tutti.**:org.apache.avro.io.**",
                        "--custom_hook_includes=dev.tutti.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_len=8192",
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
        return Files.readString(log);
    }

    private static long crashes(Path directory) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "{crash,timeout,oom}-*")) {
            long count = 0;
            for (Path file : found) {
                count += Files.size(file) >= 0 ? 1 : 0;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
