package dev.tutti.deploy.local;

import dev.tutti.simulator.TuttiError;
import dev.tutti.simulator.TuttiException;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One command at a time changes a home, and only what is known to be a home is changed: {@code down} deletes folders in it
 * whose names others might use too.
 */
final class HomeLock implements AutoCloseable {
    /** Marks a folder as a cluster's home. */
    private static final String MARK = "tutti-cluster.lock";

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Whether the folder is a cluster's home. */
    static boolean isHome(ClusterHome home) {
        return Files.isRegularFile(home.root().resolve(MARK));
    }

    /**
     * Takes hold of a home until closed.
     *
     * @param make whether a folder that is missing or empty is made one
     * @throws TuttiException when it is none, or another command is at work in it
     */
    static HomeLock of(ClusterHome home, boolean make) throws TuttiException {
        try {
            if (!isHome(home)) {
                if (!make) {
                    throw new TuttiException(
                            TuttiError.CLUSTER_DOWN,
                            home.root() + ": expected a cluster's home, got none; ./tutti cluster up makes one");
                }
                requireEmpty(home.root());
            }
            FileChannel channel = FileChannel.open(
                    Files.createDirectories(home.root()).resolve(MARK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new HomeLock(channel);
            }
            channel.close();
            throw new TuttiException(
                    TuttiError.HOME_UNUSABLE, home.root() + ": another command is at work here; wait for it to end");
        } catch (IOException e) {
            throw new TuttiException(
                    TuttiError.HOME_UNUSABLE, home.root() + ": expected a folder that can be written, got " + e, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void requireEmpty(Path folder) throws IOException, TuttiException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                @Nullable Path other = files.findFirst().orElse(null);
                if (other != null) {
                    throw new TuttiException(
                            TuttiError.HOME_UNUSABLE,
                            folder + ": expected an empty folder or a cluster's home, found " + other.getFileName());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
