package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    @Test
    void itGoesWithAllItHoldsAndOnlyOnce() throws Exception {
        TemporaryFolder folder = TemporaryFolder.create();
        Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "c");

        folder.close();
        folder.close();

        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void itGoesEvenWhileSomethingStillWritesToIt() throws Exception {
        TemporaryFolder folder = TemporaryFolder.create();
        CountDownLatch begun = new CountDownLatch(1);
        Path kept = Files.createDirectories(folder.path().resolve("logs"));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(kept, begun));
        begun.await();

        folder.close();
        writer.join();
        folder.close();

        assertThat(folder.path()).doesNotExist();
    }

    private static void write(Path folder, CountDownLatch begun) {
        try {
            for (int i = 0; i < 2000; i++) {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("file-" + i), "");
                begun.countDown();
            }
        } catch (NoSuchFileException e) {
            begun.countDown(); // Deleted between the two: that is what is tested.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
