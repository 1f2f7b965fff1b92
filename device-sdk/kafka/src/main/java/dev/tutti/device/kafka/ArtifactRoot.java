package dev.tutti.device.kafka;

import dev.tutti.device.transport.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where artifacts lie on a file system that job and devices share. Nothing outside it is ever read. */
final class ArtifactRoot {
    private final Path root;

    ArtifactRoot(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    byte[] fetch(String path, int maxBytes) throws TransportException {
        Path file = inside(path);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(maxBytes);
            if (content.length == maxBytes && in.read() >= 0) {
                throw new TransportException("expected at most " + maxBytes + " bytes in artifact " + path);
            }
            return content;
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            throw new TransportException("could not fetch artifact " + path, e);
        }
    }

    /** The path comes from a record nobody signed: it may climb, be absolute, or lead away by a link. */
    private Path inside(String path) throws TransportException {
        try {
            Path file = root.resolve(path).normalize();
            if (file.startsWith(root) && file.toRealPath().startsWith(root.toRealPath())) {
                return file;
            }
        } catch (IOException | InvalidPathException e) {
            throw new TransportException("could not fetch artifact " + path, e);
        }
        throw new TransportException("expected an artifact inside the artifact root, got " + path);
    }
}
