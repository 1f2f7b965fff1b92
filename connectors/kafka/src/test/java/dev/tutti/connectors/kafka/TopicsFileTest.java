package dev.tutti.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is deployed is what the code expects. */
final class TopicsFileTest {

    @Test
    void theTopicsOfADeploymentAreThoseOfTheCode() throws IOException {
        List<TopicSpec> deployed = Files.readAllLines(Path.of("../../deploy/docker/topics.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(TopicsFileTest::topic)
                .toList();

        assertThat(deployed).containsExactlyInAnyOrderElementsOf(new Topics("tutti").all());
    }

    private static TopicSpec topic(String line) {
        List<String> words = List.of(line.split(" "));
        Map<String, String> settings = words.subList(2, words.size()).stream()
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new TopicSpec(words.get(0), Integer.parseInt(words.get(1)), settings);
    }
}
