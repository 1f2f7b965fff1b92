package dev.tutti.secagg.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fuzz.FuzzProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Searches for inputs that break the decoders' rule; only by command, never among the ordinary tests:
 *
 * <pre>mvn -pl secagg -Pfuzz test [-Dfuzz.seconds=20] [-Dfuzz.target=all|each|NAME] [-Dfuzz.seed=1] [-Dfuzz.keep]</pre>
 *
 * <p>{@code all} searches all targets in one process, {@code each} one after the other, two at a time; {@code seconds} is
 * the time for all of them together. Every run first shows that it finds planted faults. What it finds is printed in
 * hexadecimal, to be added to the target's corpus file before it is mended; {@code keep} adds the shortest inputs that
 * reached something new.
 */
final class FuzzRun {
    private static final int AT_A_TIME = 2;
    private static final int LEAST_SECONDS = 2;
    private static final int PLANTED_SECONDS = 30;

    /** Characters of a corpus file, beyond which nothing is added. */
    private static final int MOST_KEPT = 48_000;

    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();
    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(AT_A_TIME);

    @TestFactory
    Stream<DynamicTest> aPlantedFaultIsFound() {
        return started(PlantedFault.ALL, PLANTED_SECONDS).entrySet().stream()
                .map(search -> DynamicTest.dynamicTest(search.getKey().name(), () -> {
                    Outcome outcome = search.getValue().get();
                    assertThat(outcome.found()).as(outcome.log()).isPresent();
                }));
    }

    @TestFactory
    Stream<DynamicTest> nothingBreaksTheRule() {
        List<FuzzTarget> targets = chosen(System.getProperty("fuzz.target", FuzzTargets.MIXED));
        long share = Long.getLong("fuzz.seconds", 20) * Math.min(AT_A_TIME, targets.size()) / targets.size();
        return started(targets, Math.max(LEAST_SECONDS, share)).entrySet().stream()
                .map(search -> DynamicTest.dynamicTest(search.getKey().name(), () -> {
                    Outcome outcome = search.getValue().get();
                    System.out.printf("%-14s %,12d inputs%n", search.getKey().name(), outcome.executed());
                    assertThat(outcome.found()).as("found\n" + outcome.log()).isEmpty();
                    assertThat(outcome.executed()).as(outcome.log()).isPositive();
                    if (Boolean.getBoolean("fuzz.keep")) {
                        keep(search.getKey());
                    }
                }));
    }

    @AfterAll
    static void stop() {
        WORKERS.shutdownNow();
    }

    private static List<FuzzTarget> chosen(String name) {
        return name.equals("each") ? FuzzTargets.EACH : List.of(FuzzTargets.named(name));
    }

    private static Map<FuzzTarget, Future<Outcome>> started(List<FuzzTarget> targets, long seconds) {
        Map<FuzzTarget, Future<Outcome>> searches = new LinkedHashMap<>();
        long seed = Long.getLong("fuzz.seed", 1);
        targets.forEach(target ->
                searches.put(target, WORKERS.submit(() -> new FuzzProcess(target, DIRECTORY).search(seconds, seed))));
        return searches;
    }

    /** Adds to the corpus, the shortest first; seeds are no part of it, since they are made anew each time. */
    private static void keep(FuzzTarget target) throws IOException {
        Path file = Path.of("src/test/resources/dev/tutti/secagg/fuzz", target.name() + ".txt");
        Set<String> lines = new LinkedHashSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        List<String> seeds =
                target.seeds().stream().map(HexFormat.of()::formatHex).toList();
        int left = MOST_KEPT - lines.stream().mapToInt(String::length).sum();
        for (byte[] input : new FuzzProcess(target, DIRECTORY).distilled()) {
            String line = HexFormat.of().formatHex(input);
            left -= line.length();
            if (left >= 0 && !seeds.contains(line)) {
                lines.add(line);
            }
        }
        Files.write(file, lines);
    }
}
