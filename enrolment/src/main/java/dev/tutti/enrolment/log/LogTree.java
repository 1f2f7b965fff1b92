package dev.tutti.enrolment.log;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The Merkle tree of RFC 6962 (section 2.1) over a growing list of leaf hashes. It keeps the root of every complete
 * subtree, so that a leaf costs two hashes on average, and roots and proofs of any earlier size take O(log² n).
 */
final class LogTree {
    private static final byte[] NODE = {1};

    /** {@code complete.get(k).get(i)} is the root over leaves [i·2^k, (i+1)·2^k). */
    private final List<List<Digest>> complete = new ArrayList<>(List.of(new ArrayList<>()));

    void add(Digest leafHash) {
        Digest hash = leafHash;
        for (int level = 0; ; level++) {
            if (level == complete.size()) {
                complete.add(new ArrayList<>());
            }
            List<Digest> nodes = complete.get(level);
            nodes.add(hash);
            if (nodes.size() % 2 == 1) {
                return;
            }
            hash = nodeHash(nodes.get(nodes.size() - 2), hash);
        }
    }

    int size() {
        return complete.get(0).size();
    }

    /** The root of the tree over the first {@code size} leaves; SHA-256 of nothing for none. */
    Digest root(int size) {
        Expect.inRange("size", size, 0, size());
        return size == 0 ? Digest.sha256() : root(0, size);
    }

    /** PATH(index, D[size]): the siblings from the leaf up. */
    List<Digest> inclusion(int index, int size) {
        Expect.inRange("size", size, 1, size());
        Objects.checkIndex(index, size);
        List<Digest> path = new ArrayList<>();
        path(index, 0, size, path);
        return List.copyOf(path);
    }

    /** PROOF(older, D[newer]): what takes one root to the other. */
    List<Digest> consistency(int older, int newer) {
        Expect.inRange("newer size", newer, 0, size());
        Expect.inRange("older size", older, 0, newer);
        List<Digest> proof = new ArrayList<>();
        if (older > 0 && older < newer) {
            subproof(older, 0, newer, true, proof);
        }
        return List.copyOf(proof);
    }

    private void path(int index, int from, int to, List<Digest> path) {
        if (to - from == 1) {
            return;
        }
        int split = from + split(to - from);
        if (index < split) {
            path(index, from, split, path);
            path.add(root(split, to));
        } else {
            path(index, split, to, path);
            path.add(root(from, split));
        }
    }

    /** @param known whether the verifier has the root over [from, older) already: it is the older root */
    private void subproof(int older, int from, int to, boolean known, List<Digest> proof) {
        if (older == to) {
            if (!known) {
                proof.add(root(from, to));
            }
            return;
        }
        int split = from + split(to - from);
        if (older <= split) {
            subproof(older, from, split, known, proof);
            proof.add(root(split, to));
        } else {
            subproof(older, split, to, false, proof);
            proof.add(root(from, split));
        }
    }

    /** The root over leaves [from, to); {@code from} is a multiple of the largest power of two up to to − from. */
    private Digest root(int from, int to) {
        int count = to - from;
        if (Integer.bitCount(count) == 1) {
            int level = Integer.numberOfTrailingZeros(count);
            return complete.get(level).get(from >>> level);
        }
        int split = from + split(count);
        return nodeHash(root(from, split), root(split, to));
    }

    /** The largest power of two below {@code count}, which is at least 2. */
    private static int split(int count) {
        return Integer.highestOneBit(count - 1);
    }

    static Digest nodeHash(Digest left, Digest right) {
        return Digest.sha256(NODE, left.bytes(), right.bytes());
    }
}
