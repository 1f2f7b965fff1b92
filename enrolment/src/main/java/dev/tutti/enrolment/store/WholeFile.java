package dev.tutti.enrolment.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a file as a whole: after a power cut it has its new content or what it had before, never half of either. */
public final class WholeFile {
    private WholeFile() {}

    /** Replaces {@code file}: temporary name, fsync, atomic rename, fsync of the folder. Durable when it returns. */
    public static void write(Disk disk, Path file, List<byte[]> content) throws IOException {
        Path folder = folderOf(file);
        Path temporary = folder.resolve(file.getFileName() + ".new");
        disk.delete(temporary);
        try (Disk.Appender out = disk.append(temporary)) {
            for (byte[] part : content) {
                out.write(part);
            }
            out.force();
        }
        disk.move(temporary, file);
        disk.sync(folder);
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("expected a file in a folder, got " + file);
        }
        return folder;
    }
}
