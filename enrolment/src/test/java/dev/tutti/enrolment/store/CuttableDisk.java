package dev.tutti.enrolment.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A disk whose power goes at the n-th step. That step is done in part or not at all, and of what was not yet forced a
 * seeded part is lost: bytes at the end of files, and the last rename where its folder was not yet forced. All later
 * steps fail.
 */
public final class CuttableDisk implements Disk {
    private final Disk real = Disk.real();
    private final Random random;
    private final Map<Path, Long> forced = new HashMap<>();
    private int stepsLeft;
    private boolean cut;
    private @Nullable Rename unforced;

    public CuttableDisk(int stepsUntilCut, long seed) {
        stepsLeft = stepsUntilCut;
        random = new Random(seed);
    }

    /** Whether the power went. */
    public boolean isCut() {
        return cut;
    }

    @Override
    public Appender append(Path file) throws IOException {
        step();
        forced.putIfAbsent(file, Files.exists(file) ? Files.size(file) : 0L);
        Appender out = real.append(file);
        return new Appender() {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (cut) {
                    throw new PowerCut();
                }
                if (stepsLeft == 0) {
                    out.write(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
                }
                step();
                out.write(bytes);
            }

            @Override
            public void force() throws IOException {
                // What counts as forced is kept here, so the machine's own disk need not be waited for.
                step();
                forced.put(file, Files.size(file));
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        step();
        real.truncate(file, length);
        forced.put(file, length);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        unforced = new Rename(from, to, Files.exists(to) ? Files.readAllBytes(to) : null);
        real.move(from, to);
        forced.put(to, Files.size(to));
    }

    @Override
    public void sync(Path folder) throws IOException {
        step();
        unforced = null;
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        real.delete(file);
        forced.remove(file);
    }

    private void step() throws IOException {
        if (cut) {
            throw new PowerCut();
        }
        if (stepsLeft-- == 0) {
            cut = true;
            loseWhatWasNotForced();
            throw new PowerCut();
        }
    }

    private void loseWhatWasNotForced() throws IOException {
        for (Map.Entry<Path, Long> file : forced.entrySet()) {
            if (Files.exists(file.getKey()) && Files.size(file.getKey()) > file.getValue()) {
                long kept = file.getValue() + random.nextInt((int) (Files.size(file.getKey()) - file.getValue()) + 1);
                try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                    channel.truncate(kept);
                }
            }
        }
        Rename rename = unforced;
        if (rename != null && random.nextBoolean()) {
            Files.move(rename.to, rename.from);
            if (rename.before != null) {
                Files.write(rename.to, rename.before);
            }
        }
    }

    private record Rename(Path from, Path to, byte @Nullable [] before) {}
}
