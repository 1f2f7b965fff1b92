package dev.tutti.audit;

import java.io.IOException;

/** Reads what lies under the artifact root. */
@FunctionalInterface
public interface ModelFiles {
    /**
     * The bytes of a file.
     *
     * @param path relative to the artifact root
     * @throws IOException when it cannot be read
     */
    byte[] read(String path) throws IOException;
}
