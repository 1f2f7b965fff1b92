package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documents say is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)");

    @ParameterizedTest
    @EnumSource
    void everyErrorHasItsParagraphAndExitCode(TuttiError error) throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/errors.md")))
                .containsPattern("\\*\\*" + error.code() + ": [^*]+\\*\\* \\(exit " + error.exitCode() + "\\)");
    }

    @Test
    void everyTestThatTheProtocolNamesIsThere() throws IOException {
        String protocol = Files.readString(ROOT.resolve("docs/protocol.md"));
        List<String> classes;
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
        }
        Matcher named = Pattern.compile("`([A-Z]\\w+Test)`").matcher(protocol);
        while (named.find()) {
            assertThat(classes).contains(named.group(1));
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://")
                        && !Files.exists(document.resolveSibling(target).normalize())) {
                    dead.add(ROOT.relativize(document) + " -> " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void theReadmeShowsTheDemosOptions() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher option = Pattern.compile("--[a-z][a-z-]+").matcher(DemoOptions.HELP);
        while (option.find()) {
            if (!option.group().equals("--help")) {
                assertThat(readme).contains(option.group());
            }
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }
}
