package dev.tutti.job.announcement;

import dev.tutti.job.artifact.ArtifactStore;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a model's files before an order is believed: a slice that cannot be read would stop the job at its next step. */
final class SliceFiles {
    private final ArtifactStore artifacts;

    SliceFiles(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /**
     * Digests of a model's files.
     *
     * @param paths relative to the artifact root
     * @throws IOException when one cannot be read
     */
    List<Digest> digests(List<String> paths) throws IOException {
        List<Digest> digests = new ArrayList<>();
        for (String path : paths) {
            digests.add(Digest.sha256(artifacts.read(path)));
        }
        return digests;
    }

    /**
     * Whether a model's files are there, one per slice, each as long as its slice.
     *
     * @param paths relative to the artifact root
     * @param digests SHA-256 (hex) of each, or empty where nobody named any
     * @param layout of the task's updates
     * @return what is wrong, or empty
     */
    Optional<String> fault(List<String> paths, List<String> digests, VectorLayout layout) {
        if (paths.size() != layout.slices()) {
            return Optional.of("expected a model of " + layout.slices() + " slices, named " + paths.size());
        }
        for (int slice = 0; slice < paths.size(); slice++) {
            byte[] content;
            try {
                content = artifacts.read(paths.get(slice));
            } catch (IOException | IllegalArgumentException e) {
                return Optional.of("expected a readable file for slice " + slice + ": " + paths.get(slice));
            }
            int bytes = layout.parametersIn(slice) * Float.BYTES;
            if (content.length != bytes) {
                return Optional.of("expected " + bytes + " bytes in slice " + slice + ", found " + content.length);
            }
            if (!digests.isEmpty() && !Digest.sha256(content).hex().equals(digests.get(slice))) {
                return Optional.of("expected slice " + slice + " to hold what the order names");
            }
        }
        return Optional.empty();
    }
}
