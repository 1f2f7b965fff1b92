package dev.tutti.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for everything a simulation writes. It goes with the simulation, also when that is interrupted. */
final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * Creates a folder below the system's temporary one.
     *
     * @throws DemoException when that cannot be written
     */
    static TemporaryFolder create() throws DemoException {
        try {
            TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory("tutti-demo-"));
            Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "temporary-folder"));
            return folder;
        } catch (IOException e) {
            throw new DemoException(
                    DemoError.CLUSTER_FAILED, "expected a temporary folder that can be written: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes the folder with all it holds. Does nothing the second time. */
    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("the temporary folder {} was not deleted: {}", path, e.toString());
        }
    }
}
