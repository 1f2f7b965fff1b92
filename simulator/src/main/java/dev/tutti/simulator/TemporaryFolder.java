package dev.tutti.simulator;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for everything a simulation writes. It goes with the simulation, also when that is interrupted: then what still
 * runs may be writing to it, so deleting is tried again for {@value #PATIENCE_MILLIS} ms.
 */
final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private static final int PATIENCE_MILLIS = 2000;
    private static final int PAUSE_MILLIS = 50;
    /** So long after it is gone, what was still running at an interruption may have made it anew. */
    private static final int AFTERMATH_MILLIS = 300;

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates a folder below the system's temporary one.
     *
     * @throws TuttiException when that cannot be written
     */
    static TemporaryFolder create() throws TuttiException {
        try {
            TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory("tutti-demo-"));
            Runtime.getRuntime().addShutdownHook(new Thread(folder::closeAmongTheRunning, "temporary-folder"));
            return folder;
        } catch (IOException e) {
            throw new TuttiException(
                    TuttiError.CLUSTER_FAILED, "expected a temporary folder that can be written: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    private void closeAmongTheRunning() {
        close();
        pause(AFTERMATH_MILLIS);
        close();
    }

    /** Deletes the folder with all it holds. Does nothing the second time. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        Optional<IOException> obstacle = deleteWhatGoes();
        while (Files.exists(path) && System.nanoTime() < deadline && pause(PAUSE_MILLIS)) {
            obstacle = deleteWhatGoes();
        }
        if (Files.exists(path)) {
            LOG.warn("the temporary folder {} was not deleted", path, obstacle.orElse(null));
        }
    }

    /** Goes through the whole folder, whatever cannot be deleted on the way, and says what that was last. */
    private Optional<IOException> deleteWhatGoes() {
        Deletion deletion = new Deletion();
        try {
            Files.walkFileTree(path, deletion);
        } catch (IOException e) {
            deletion.obstacle = Optional.of(e);
        }
        return deletion.obstacle;
    }

    private static boolean pause(int millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private Optional<IOException> obstacle = Optional.empty();

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return delete(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            obstacle = Optional.of(failure);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return delete(folder);
        }

        private FileVisitResult delete(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                obstacle = Optional.of(e);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
