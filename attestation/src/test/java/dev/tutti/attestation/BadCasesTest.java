package dev.tutti.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md's table of bad evidence is whole and true. */
final class BadCasesTest {
    private static final int CASES = 30;
    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+) \\| [^|]+ \\| (?:`([A-Z0-9_]+)` )?\\| `(\\w+)\\.(\\w+)` \\|");

    /** Where such tests are: nonces are the enrolment service's, populations the credential's. */
    private static final List<String> MODULES = List.of("attestation", "enrolment", "secagg");

    @Test
    void everyCaseHasATestThatNamesItsReason() throws IOException {
        List<Integer> cases = new ArrayList<>();
        for (String line : Files.readAllLines(root().resolve("attestation/README.md"), StandardCharsets.UTF_8)) {
            if (!line.startsWith("| ") || line.startsWith("| #")) {
                continue;
            }
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            cases.add(Integer.parseInt(row.group(1)));
            String test = body(row.group(3), row.group(4));
            assertThat(test).as(line).contains(row.group(2) == null ? "" : row.group(2));
        }
        assertThat(cases).isSorted();
        assertThat(cases.stream().distinct().toList())
                .isEqualTo(IntStream.rangeClosed(1, CASES).boxed().toList());
    }

    /** The test of that name, from its annotation to the next test's. */
    private static String body(String type, String method) throws IOException {
        String source = Files.readString(source(type), StandardCharsets.UTF_8);
        Matcher start = Pattern.compile("@(?:Parameterized)?Test\\b[^;]*?\\bvoid " + method + "\\(")
                .matcher(source);
        assertThat(start.find()).as(type + "." + method).isTrue();
        int end = source.indexOf("    @", start.end());
        return source.substring(start.start(), end < 0 ? source.length() : end);
    }

    private static Path source(String type) throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/test/java"))) {
                List<Path> found =
                        files.filter(file -> file.endsWith(type + ".java")).toList();
                if (!found.isEmpty()) {
                    return found.get(0);
                }
            }
        }
        throw new AssertionError("expected a test class " + type);
    }

    /** The checkout: tests are run in their module's folder. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("attestation"))
                ? here
                : here.resolveSibling("attestation").resolve("..");
    }
}
