package dev.tutti.enrolment.log;

import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.enrolment.store.FolderLock;
import dev.tutti.enrolment.store.RecordFile;
import dev.tutti.enrolment.store.StoreFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.sign.OperatorKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The append-only log of all enrolments. An entry is on the disk, and its evidence before it, when {@link #append}
 * returns; no head is signed over anything less. So a restart finds every entry that a head or a credential ever stood
 * for, in the same order: a log goes on, and never forks. Entries are chained by hash in the file and are the leaves of
 * an RFC 6962 tree. Safe for use by several threads.
 *
 * <p>A folder put back to an older state of itself would fork; who keeps heads ({@link LogView}) sees that.
 */
public final class EnrolmentLog implements Closeable {
    private static final String LABEL = "tutti/enrolment-log-file/v1";

    private final FolderLock lock;
    private final RecordFile file;
    private final EvidenceStore evidence;
    private final Path folder;
    private final List<LogEntry> entries = new ArrayList<>();
    private final LogTree tree = new LogTree();

    /** Where each device was entered first. */
    private final Map<DeviceId, Integer> first = new HashMap<>();

    /** Which devices each piece of hardware was entered with. */
    private final Map<Digest, Set<DeviceId>> byHardware = new HashMap<>();

    /** How many distinct devices the first n + 1 entries have. */
    private final List<Integer> devices = new ArrayList<>();

    private EnrolmentLog(Disk disk, Path folder) {
        this.folder = folder;
        lock = FolderLock.take(folder);
        try {
            Path entriesFile = folder.resolve("entries.log");
            Path evidenceFolder = folder.resolve("evidence");
            if (!Files.exists(entriesFile) && Files.exists(evidenceFolder)) {
                throw new EnrolmentStoreException(
                        StoreFault.DAMAGED,
                        entriesFile
                                + " is gone, but evidence of its entries is there. A new log would fork; put it back",
                        null);
            }
            file = RecordFile.open(
                    disk, entriesFile, LABEL, LogEntry.MAX_BYTES, payload -> remember(LogEntry.decode(payload)));
            if (!Files.exists(evidenceFolder)) {
                Files.createDirectories(evidenceFolder);
                disk.sync(folder);
            }
            evidence = new EvidenceStore(disk, evidenceFolder);
        } catch (IOException e) {
            lock.close();
            throw unusable(e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Goes on from what the folder holds.
     *
     * @throws EnrolmentStoreException if the folder is in use, damaged or cannot be read
     */
    public static EnrolmentLog open(Path folder) {
        return open(Disk.real(), folder);
    }

    static EnrolmentLog open(Disk disk, Path folder) {
        return new EnrolmentLog(disk, folder);
    }

    /**
     * Adds an entry with its evidence; its place, from 0.
     *
     * @param rawEvidence the bytes that {@link LogEntry#evidenceHash} is the hash of
     */
    public synchronized int append(LogEntry entry, byte[] rawEvidence) {
        Expect.that(
                Digest.sha256(rawEvidence).equals(entry.evidenceHash()),
                "an entry's evidence hash must be that of its evidence");
        try {
            evidence.put(entry.evidenceHash(), rawEvidence);
        } catch (IOException e) {
            throw unusable(e);
        }
        file.append(entry.encode());
        remember(entry);
        return tree.size() - 1;
    }

    /** How many entries there are. */
    public synchronized int size() {
        return tree.size();
    }

    /** The entry at a place, from 0. */
    public synchronized LogEntry entry(int index) {
        return entries.get(index);
    }

    /** The place of a device's first entry, or empty if it was never enrolled. */
    public synchronized Optional<Integer> firstEntry(DeviceId device) {
        return Optional.ofNullable(first.get(device));
    }

    /** The devices that were ever entered with that {@link LogEntry#hardware}. */
    public synchronized Set<DeviceId> devicesOf(Digest hardware) {
        return Set.copyOf(byHardware.getOrDefault(hardware, Set.of()));
    }

    /** The root over the first {@code size} entries. */
    public synchronized Digest root(int size) {
        return tree.root(size);
    }

    /** The head over all entries there are now. */
    public synchronized LogHead head(long nowMillis) {
        int size = tree.size();
        return new LogHead(size, size == 0 ? 0 : devices.get(size - 1), tree.root(size), nowMillis);
    }

    /** {@link #head}, signed. */
    public SignedLogHead signedHead(OperatorKey enrolmentKey, long nowMillis) {
        return SignedLogHead.sign(enrolmentKey, head(nowMillis));
    }

    /** Shows that the tree of the first {@code size} entries has the one at {@code index}. */
    public synchronized InclusionProof inclusion(int index, int size) {
        Objects.checkIndex(index, size);
        return new InclusionProof(entries.get(index), index, tree.inclusion(index, size));
    }

    /** Shows that the tree of the first {@code newer} entries begins with that of the first {@code older}. */
    public synchronized ConsistencyProof consistency(int older, int newer) {
        return new ConsistencyProof(tree.consistency(older, newer));
    }

    /** The {@link dev.tutti.enrolment.Dossier}, for a decryptor's spot check; empty if there is none of that hash. */
    public Optional<byte[]> evidence(Digest hash) {
        return evidence.get(hash);
    }

    /** The chain value of the last entry: it stands for all of them. */
    public synchronized Digest chain() {
        return file.chain();
    }

    /** Length of the torn entry that was cut off when the log was opened; 0 if there was none. */
    public synchronized long cutBytes() {
        return file.cutBytes();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } finally {
            lock.close();
        }
    }

    private void remember(LogEntry entry) {
        first.putIfAbsent(entry.device(), entries.size());
        entry.hardware()
                .ifPresent(hardware -> byHardware
                        .computeIfAbsent(hardware, key -> new HashSet<>())
                        .add(entry.device()));
        entries.add(entry);
        devices.add(first.size());
        tree.add(MerkleTree.leafHash(entry.encode()));
    }

    private EnrolmentStoreException unusable(IOException e) {
        return new EnrolmentStoreException(
                StoreFault.UNUSABLE, folder + " cannot be read or written: " + e.getMessage(), e);
    }
}
