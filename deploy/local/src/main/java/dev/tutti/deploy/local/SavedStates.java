package dev.tutti.deploy.local;

import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The complete checkpoints and savepoints in a home. */
final class SavedStates {
    /** Written last: a folder that holds it is complete. */
    private static final String COMPLETE = "_metadata";

    private static final int DEPTH = 4;

    private SavedStates() {}

    /** The folder of the newest, if there is any. */
    static Optional<Path> newest(ClusterHome home) throws IOException {
        record Saved(Path folder, FileTime time) {}
        List<Saved> all = new ArrayList<>();
        for (Path below : List.of(home.checkpoints(), home.savepoints())) {
            if (!Files.isDirectory(below)) {
                continue;
            }
            for (Path folder : complete(below)) {
                try {
                    all.add(new Saved(folder, Files.getLastModifiedTime(folder.resolve(COMPLETE))));
                } catch (NoSuchFileException e) {
                    // Its successor has taken its place meanwhile.
                }
            }
        }
        return all.stream().max(Comparator.comparing(Saved::time)).map(Saved::folder);
    }

    /** Whether a folder is one. */
    static boolean isComplete(Path folder) {
        return Files.isRegularFile(folder.resolve(COMPLETE));
    }

    private static List<Path> complete(Path below) throws IOException {
        try (Stream<Path> files = Files.find(below, DEPTH, (file, attributes) -> file.endsWith(COMPLETE))) {
            return files.map(file -> file.resolveSibling(".").normalize()).toList();
        }
    }
}
