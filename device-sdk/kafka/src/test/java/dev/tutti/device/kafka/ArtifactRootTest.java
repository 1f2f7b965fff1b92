package dev.tutti.device.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.transport.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts, and nothing else on the disk. */
final class ArtifactRootTest {
    @TempDir
    private Path directory;

    private ArtifactRoot root;

    @BeforeEach
    void writeFiles() throws IOException {
        Path artifacts = Files.createDirectories(directory.resolve("artifacts"));
        Files.createDirectories(artifacts.resolve("plans"));
        Files.write(artifacts.resolve("plans/p"), new byte[] {1, 2, 3});
        Files.write(directory.resolve("secret"), new byte[] {9});
        Files.createSymbolicLink(artifacts.resolve("link"), directory.resolve("secret"));
        root = new ArtifactRoot(artifacts);
    }

    @Test
    void anArtifactIsFetchedWhole() throws TransportException {
        assertThat(root.fetch("plans/p", 3)).containsExactly(1, 2, 3);
        assertThat(root.fetch("plans/p", 100)).containsExactly(1, 2, 3);
    }

    @Test
    void anArtifactLargerThanExpectedIsRefused() {
        assertThatThrownBy(() -> root.fetch("plans/p", 2)).isInstanceOf(TransportException.class);
    }

    @Test
    void aPathThatLeavesTheRootIsRefused() {
        for (String path : new String[] {
            "../secret", "plans/../../secret", directory.resolve("secret").toString(), "link", "a\0b"
        }) {
            assertThatThrownBy(() -> root.fetch(path, 100)).isInstanceOf(TransportException.class);
        }
    }

    @Test
    void aMissingArtifactIsSaidToBeMissing() {
        assertThatThrownBy(() -> root.fetch("plans/q", 100))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("plans/q");
    }
}
