package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.statement.Platform;
import java.util.ArrayList;
import java.util.List;

/** The tree of a log in memory, for tests with many devices. */
public final class MemoryLog {
    private final LogTree tree = new LogTree();
    private final List<LogEntry> entries = new ArrayList<>();

    /** Enrols a device; its place. */
    public int add(DeviceId device) {
        LogEntry entry = new LogEntry(device, Platform.TPM2, entries.size(), Digest.zero());
        entries.add(entry);
        tree.add(MerkleTree.leafHash(entry.encode()));
        return entries.size() - 1;
    }

    /** The head over all of them; each device was added once. */
    public LogHead head(long atMillis) {
        return new LogHead(tree.size(), tree.size(), tree.root(tree.size()), atMillis);
    }

    /** Shows the entry at a place under the head of a size. */
    public InclusionProof inclusion(int index, int size) {
        return new InclusionProof(entries.get(index), index, tree.inclusion(index, size));
    }
}
