package dev.tutti.secagg.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One search by Jazzer, in a process of its own: it instruments classes and ends its process when it finds something. */
final class FuzzProcess {
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final int LINES_SHOWN = 40;

    private final FuzzTarget target;
    private final Path directory;

    /** The target's search, whose files lie under {@code directory}. */
    FuzzProcess(FuzzTarget target, Path directory) {
        this.target = target;
        this.directory = directory.resolve(target.name());
    }

    /**
     * What came of a search.
     *
     * @param executed inputs tried
     * @param found an input that breaks the rule, in hexadecimal
     * @param log the end of what the search printed
     */
    record Outcome(long executed, Optional<String> found, String log) {}

    /**
     * Searches.
     *
     * @param seed of the search; 0 draws one
     */
    Outcome search(long seconds, long seed) {
        try {
            for (Path old : files("crash-*")) {
                Files.delete(old);
            }
            Files.createDirectories(directory.resolve("corpus"));
            Corpus.write(target.seeds(), directory.resolve("seeds"));
            Corpus.write(Corpus.of(target), directory.resolve("kept"));
            String log = run(
                    seconds,
                    List.of(
                            "-max_total_time=" + seconds,
                            "-seed=" + seed,
                            "-print_final_stats=1",
                            directory.resolve("corpus").toString(),
                            directory.resolve("kept").toString(),
                            directory.resolve("seeds").toString()));
            Matcher executed = EXECUTED.matcher(log);
            Optional<String> found = Optional.empty();
            for (Path crash : files("crash-*")) {
                found = Optional.of(HexFormat.of().formatHex(Files.readAllBytes(crash)));
            }
            return new Outcome(executed.find() ? Long.parseLong(executed.group(1)) : 0, found, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fewest inputs that reach all that was reached, the shortest first. */
    List<byte[]> distilled() throws IOException {
        Path merged = directory.resolve("merged");
        Files.createDirectories(merged);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(merged)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        run(
                0,
                List.of(
                        "-merge=1",
                        merged.toString(),
                        directory.resolve("corpus").toString(),
                        directory.resolve("kept").toString(),
                        directory.resolve("seeds").toString()));
        List<byte[]> inputs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(merged)) {
            for (Path file : files) {
                byte[] input = Files.readAllBytes(file);
                if (input.length > 0) {
                    inputs.add(input);
                }
            }
        }
        inputs.sort(Comparator.<byte[]>comparingInt(input -> input.length).thenComparing(Arrays::compareUnsigned));
        return inputs;
    }

    private String run(long seconds, List<String> arguments) throws IOException {
        Path log = directory.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                // What the better compiler gains it takes back in a search of less than a minute.
                "-XX:TieredStopAtLevel=" + (seconds < 60 ? 1 : 4),
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + FuzzEntry.TARGET + "=" + target.name(),
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=dev.tutti.secagg.**",
                "--custom_hook_includes=dev.tutti.secagg.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_len=" + target.maxBytes(),
                "-timeout=20",
                "-rss_limit_mb=2048"));
        command.addAll(arguments);
        try {
            new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }

    private List<Path> files(String glob) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(found::add);
        }
        return found;
    }
}
