package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import java.util.List;

/**
 * Shows that the tree of an older head is what the tree of a newer one begins with (RFC 6962, section 2.1.2): nothing was
 * changed or taken away.
 *
 * @param hashes nodes of the newer tree, in the RFC's order; at most 64
 */
public record ConsistencyProof(List<Digest> hashes) {
    private static final String LABEL = "tutti/log-consistency/v1";
    private static final int MAX_HASHES = 64;

    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }

    /**
     * Whether it does. Everything begins with the empty tree; no tree begins with a larger one. The steps are those of
     * RFC 9162, section 2.1.4.2.
     */
    public boolean verify(int olderSize, Digest olderRoot, int newerSize, Digest newerRoot) {
        if (olderSize < 0 || olderSize > newerSize) {
            return false;
        }
        if (olderSize == 0) {
            return hashes.isEmpty() && olderRoot.equals(Digest.sha256());
        }
        if (olderSize == newerSize) {
            return hashes.isEmpty() && olderRoot.equals(newerRoot);
        }
        int next = 0;
        Digest start = olderRoot;
        // A complete older tree is a node of the newer one; otherwise the proof begins with the largest that is.
        if (Integer.bitCount(olderSize) != 1) {
            if (hashes.isEmpty()) {
                return false;
            }
            start = hashes.get(next++);
        }
        int shift = Integer.numberOfTrailingZeros(~(olderSize - 1));
        int older = (olderSize - 1) >>> shift;
        int newer = (newerSize - 1) >>> shift;
        Digest olderHash = start;
        Digest newerHash = start;
        for (; next < hashes.size(); next++) {
            Digest hash = hashes.get(next);
            if (newer == 0) {
                return false;
            }
            if ((older & 1) == 1 || older == newer) {
                olderHash = LogTree.nodeHash(hash, olderHash);
                newerHash = LogTree.nodeHash(hash, newerHash);
                while ((older & 1) == 0 && older != 0) {
                    older >>>= 1;
                    newer >>>= 1;
                }
            } else {
                newerHash = LogTree.nodeHash(newerHash, hash);
            }
            older >>>= 1;
            newer >>>= 1;
        }
        return newer == 0 && olderHash.equals(olderRoot) && newerHash.equals(newerRoot);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new CanonicalWriter(LABEL)
                .list(hashes, (hash, out) -> out.digest(hash))
                .toBytes();
    }

    /** Reads canonical bytes; {@link dev.tutti.secagg.codec.MalformedMessageException} if they are none. */
    public static ConsistencyProof decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes, LABEL, in -> new ConsistencyProof(in.list(MAX_HASHES, CanonicalReader::digest)));
    }
}
