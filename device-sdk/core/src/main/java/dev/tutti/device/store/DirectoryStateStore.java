package dev.tutti.device.store;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.RoundId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link StateStore} in a directory: {@code updates/<announcement>.record} holds a record and
 * {@code updates/<announcement>.ciphertext} the finished update while it may still be needed. Records are a few hundred
 * bytes and are kept for good. The directory is locked: one client at a time.
 */
public final class DirectoryStateStore implements StateStore {
    private static final String RECORD = ".record";
    private static final String CIPHERTEXT = ".ciphertext";

    private final Path updates;
    private final FileChannel lockChannel;
    private final Map<Digest, UpdateRecord> records = new HashMap<>();
    private final Set<UsedRound> used = new HashSet<>();
    private boolean closed;

    private DirectoryStateStore(Path updates, FileChannel lockChannel) {
        this.updates = updates;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens the state in {@code directory}, which is created if need be.
     *
     * @throws StateStoreException if another client has it open, or a record is damaged
     */
    public static DirectoryStateStore open(Path directory) {
        Path updates = directory.resolve("updates");
        FileChannel channel;
        try {
            Files.createDirectories(updates);
            channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StateStoreException("could not open the state directory " + directory, e);
        }
        DirectoryStateStore store = new DirectoryStateStore(updates, channel);
        try {
            store.lock(directory);
            store.load();
        } catch (IOException | StateStoreException e) {
            store.close();
            throw e instanceof StateStoreException known
                    ? known
                    : new StateStoreException("could not read the state directory " + directory, e);
        }
        return store;
    }

    private void lock(Path directory) throws IOException {
        FileLock lock;
        try {
            lock = lockChannel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new StateStoreException("expected to be alone in " + directory + ", but another client has it open");
        }
    }

    private void load() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(updates, "*" + RECORD)) {
            for (Path file : files) {
                UpdateRecord read = decode(file);
                if (!file.equals(file(read.announcement(), RECORD))) {
                    throw DurableFiles.damaged(file);
                }
                if (read.state().isLast()) {
                    // A crash between the record's last change and this left it behind.
                    DurableFiles.delete(file(read.announcement(), CIPHERTEXT));
                }
                remember(withCiphertext(read));
            }
        }
    }

    /** A ciphertext stored just before a crash makes its record READY: its rename is the one moment that counts. */
    private UpdateRecord withCiphertext(UpdateRecord read) {
        boolean stored = Files.exists(file(read.announcement(), CIPHERTEXT));
        return stored && read.state() == UpdateState.PREPARING ? read.to(UpdateState.READY, "") : read;
    }

    private static UpdateRecord decode(Path file) {
        byte[] content = DurableFiles.read(file).orElseThrow(() -> DurableFiles.damaged(file));
        try {
            return UpdateRecord.decode(content);
        } catch (MalformedMessageException e) {
            throw new StateStoreException("could not understand " + file.getFileName(), e);
        }
    }

    @Override
    public synchronized boolean begin(UpdateRecord preparing) {
        expectOpen();
        if (preparing.state() != UpdateState.PREPARING) {
            throw new IllegalArgumentException("state: expected PREPARING, got " + preparing.state());
        }
        if (records.containsKey(preparing.announcement()) || isUsed(preparing.round())) {
            return false;
        }
        put(preparing);
        return true;
    }

    @Override
    public synchronized void finish(Digest announcement, FinishedUpdate update) {
        UpdateRecord ready = expectRecord(announcement).to(UpdateState.READY, "");
        DurableFiles.write(file(announcement, CIPHERTEXT), update.encode());
        put(ready);
    }

    @Override
    public synchronized boolean mark(Digest announcement, UpdateState state, String reason) {
        UpdateRecord record = expectRecord(announcement);
        if (!record.state().mayBecome(state)) {
            return false;
        }
        put(record.to(state, reason));
        if (state.isLast()) {
            DurableFiles.delete(file(announcement, CIPHERTEXT));
        }
        return true;
    }

    @Override
    public synchronized boolean isUsed(RoundId round) {
        expectOpen();
        return used.contains(UsedRound.of(round));
    }

    @Override
    public synchronized Optional<UpdateRecord> record(Digest announcement) {
        expectOpen();
        return Optional.ofNullable(records.get(announcement));
    }

    @Override
    public synchronized Optional<FinishedUpdate> finished(Digest announcement) {
        expectOpen();
        Path file = file(announcement, CIPHERTEXT);
        try {
            return DurableFiles.read(file).map(FinishedUpdate::decode);
        } catch (MalformedMessageException e) {
            throw new StateStoreException("could not understand " + file.getFileName(), e);
        }
    }

    @Override
    public synchronized List<UpdateRecord> records() {
        expectOpen();
        return records.values().stream()
                .sorted(Comparator.comparingLong(UpdateRecord::preparedAtMillis)
                        .thenComparing(UpdateRecord::announcement))
                .toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new StateStoreException("could not release the state directory", e);
        }
    }

    private void put(UpdateRecord record) {
        DurableFiles.write(file(record.announcement(), RECORD), record.encode());
        remember(record);
    }

    private void remember(UpdateRecord record) {
        records.put(record.announcement(), record);
        used.add(UsedRound.of(record.round()));
    }

    private UpdateRecord expectRecord(Digest announcement) {
        expectOpen();
        UpdateRecord record = records.get(announcement);
        if (record == null) {
            throw new IllegalStateException("expected a record for announcement " + announcement + ", found none");
        }
        return record;
    }

    private void expectOpen() {
        if (closed) {
            throw new IllegalStateException("expected an open state store, but it was closed");
        }
    }

    private Path file(Digest announcement, String suffix) {
        return updates.resolve(announcement.hex() + suffix);
    }

    /** A round of a task, whatever the attempt or sub-cohort. */
    private record UsedRound(String population, String task, long round) {
        static UsedRound of(RoundId id) {
            return new UsedRound(id.population(), id.task(), id.round());
        }
    }
}
