package dev.tutti.enrolment.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One user of a folder at a time: two writers of one file would each forget what the other wrote. */
public final class FolderLock implements Closeable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder if need be and takes it. The system gives it back when the process ends.
     *
     * @throws EnrolmentStoreException if another has it, or it cannot be used
     */
    public static FolderLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new EnrolmentStoreException(
                        StoreFault.IN_USE, folder + " is used by another process; stop that one first", null);
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new EnrolmentStoreException(StoreFault.UNUSABLE, folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EnrolmentStoreException(StoreFault.UNUSABLE, "a folder's lock cannot be given back", e);
        }
    }
}
