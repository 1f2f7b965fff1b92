package dev.tutti.audit;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies in one partition of one upload. Of the bytes that fit a place of an update the first count, others behind them
 * do not; what fits none is not there (protocol: "Job, per update").
 */
final class LoggedPieces {
    private final Map<Integer, byte[]> chunks = new HashMap<>();
    private final Map<Integer, byte[]> shares = new HashMap<>();

    void chunk(int index, int slice, byte[] bytes, VectorLayout layout) {
        if (index >= 0
                && index < layout.chunks()
                && slice == layout.sliceOfChunk(index)
                && bytes.length == layout.chunkBytes(index)) {
            chunks.putIfAbsent(index, bytes);
        }
    }

    void share(int member, byte[] sealed, Announcement announcement) {
        int expected = ShareBytes.length(announcement.blocks())
                + announcement.sealing().overheadBytes();
        if (member >= 1 && member <= announcement.committee().members() && sealed.length == expected) {
            shares.putIfAbsent(member, sealed);
        }
    }

    boolean isEmpty() {
        return chunks.isEmpty() && shares.isEmpty();
    }

    /** The chunks that a header signed for, in order, if they and the shares it signed for are there. */
    Optional<List<byte[]>> whole(UpdateStatement statement, int members) {
        return holdsShares(statement, members) ? chunksOf(List.of(this), statement) : Optional.empty();
    }

    /** The chunks that a header signed for, in order, if each is in any of these. */
    static Optional<List<byte[]>> chunksOf(Collection<LoggedPieces> from, UpdateStatement statement) {
        List<byte[]> inOrder = new ArrayList<>();
        for (int c = 0; c < statement.chunkDigests().size(); c++) {
            Digest digest = statement.chunkDigests().get(c);
            int index = c;
            Optional<byte[]> chunk = from.stream()
                    .flatMap(pieces -> Optional.ofNullable(pieces.chunks.get(index)).stream())
                    .filter(bytes -> Digest.sha256(bytes).equals(digest))
                    .findFirst();
            if (chunk.isEmpty()) {
                return Optional.empty();
            }
            inOrder.add(chunk.get());
        }
        return Optional.of(inOrder);
    }

    private boolean holdsShares(UpdateStatement statement, int members) {
        List<byte[]> inOrder = new ArrayList<>();
        for (int m = 1; m <= members; m++) {
            byte[] share = shares.get(m);
            if (share == null) {
                return false;
            }
            inOrder.add(share);
        }
        return MerkleTree.of(inOrder).root().equals(statement.shareRoot());
    }
}
