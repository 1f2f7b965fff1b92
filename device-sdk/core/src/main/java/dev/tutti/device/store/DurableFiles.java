package dev.tutti.device.store;

import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whole files that survive a power cut: once {@link #write} returns, {@link #read} gives the new content or, if the disk
 * lost it, says so; it never gives half of it. A file is the SHA-256 of its content, then the content.
 */
final class DurableFiles {
    private DurableFiles() {}

    /** Replaces {@code file}: temporary name, fsync, atomic rename, fsync of the directory. */
    static void write(Path file, byte[] content) {
        Path directory = directoryOf(file);
        Path temporary = directory.resolve(file.getFileName() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeFully(out, Digest.sha256(content).bytes());
                writeFully(out, content);
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } catch (IOException e) {
            throw new StateStoreException("could not write " + file.getFileName() + " durably", e);
        }
    }

    /** The content, or empty if there is no such file. */
    static Optional<byte[]> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateStoreException("could not read " + file.getFileName(), e);
        }
        if (bytes.length < Digest.BYTES) {
            throw damaged(file);
        }
        byte[] content = Arrays.copyOfRange(bytes, Digest.BYTES, bytes.length);
        if (!Digest.sha256(content).equals(Digest.of(Arrays.copyOf(bytes, Digest.BYTES)))) {
            throw damaged(file);
        }
        return Optional.of(content);
    }

    /** Removes {@code file} if it is there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StateStoreException("could not delete " + file.getFileName(), e);
        }
    }

    /** What is said of a file whose content is not what was written. */
    static StateStoreException damaged(Path file) {
        return new StateStoreException("expected " + file.getFileName() + " as it was written, found it damaged");
    }

    /** Makes the name of a new file as durable as its content. */
    static void syncDirectoryOf(Path file) throws IOException {
        sync(directoryOf(file));
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static Path directoryOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("expected a file in a directory, got " + file);
        }
        return parent;
    }
}
