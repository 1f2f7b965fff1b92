package dev.tutti.job.artifact;

import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Content-addressed files under one root, on any file system Flink knows. Writing the same content twice is harmless,
 * so a replay after a failure changes nothing.
 */
public final class ArtifactStore {
    private final Path root;

    /** @param rootUri folder of all artifacts, e.g. {@code file:///var/tutti/artifacts} */
    public ArtifactStore(String rootUri) {
        this.root = new Path(rootUri);
    }

    /**
     * Writes bytes under {@code folder/prefix<sha256 hex>}: under a temporary name first, then renamed.
     *
     * @return the path relative to the root, and the digest of the bytes
     * @throws IOException when the file system fails; the caller's task then fails and is retried
     */
    public Stored write(String folder, String prefix, byte[] content) throws IOException {
        Digest digest = Digest.sha256(content);
        String relative = folder + "/" + prefix + digest.hex();
        Path target = new Path(root, relative);
        FileSystem files = target.getFileSystem();
        if (!files.exists(target)) {
            Path temporary = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
            files.mkdirs(target.getParent());
            try (FSDataOutputStream out = files.create(temporary, FileSystem.WriteMode.NO_OVERWRITE)) {
                out.write(content);
            }
            if (!files.rename(temporary, target) && !files.exists(target)) {
                throw new IOException("could not rename " + temporary + " to " + target);
            }
        }
        return new Stored(relative, digest);
    }

    /**
     * Reads a whole file.
     *
     * @param relative path relative to the root
     */
    public byte[] read(String relative) throws IOException {
        Path source = new Path(root, relative);
        try (FSDataInputStream in = source.getFileSystem().open(source)) {
            return in.readAllBytes();
        }
    }

    /** Where a file went, and what it holds. */
    public record Stored(String path, Digest digest) {}
}
