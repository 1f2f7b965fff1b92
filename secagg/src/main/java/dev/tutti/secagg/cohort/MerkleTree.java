package dev.tutti.secagg.cohort;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The Merkle tree of RFC 6962 (section 2.1): leaves hashed behind 0x00, inner nodes behind 0x01, so no leaf can be read
 * as a node; an uneven last node moves up unchanged, which for its shape is the RFC's split at the largest power of two.
 */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /** Level 0 holds the leaf hashes, the last level the root alone. */
    private final List<List<Digest>> levels = new ArrayList<>();

    private MerkleTree(List<Digest> leafHashes) {
        levels.add(leafHashes);
        while (levels.get(levels.size() - 1).size() > 1) {
            levels.add(parents(levels.get(levels.size() - 1)));
        }
    }

    /**
     * The tree over these leaves, at least one.
     */
    public static MerkleTree of(List<byte[]> leaves) {
        Expect.inRange("number of leaves", leaves.size(), 1, Integer.MAX_VALUE);
        return new MerkleTree(leaves.stream().map(MerkleTree::leafHash).toList());
    }

    /** The tree over leaves of which only the {@link #leafHash leaf hashes} are at hand, at least one. */
    public static MerkleTree ofLeafHashes(List<Digest> leafHashes) {
        Expect.inRange("number of leaves", leafHashes.size(), 1, Integer.MAX_VALUE);
        return new MerkleTree(List.copyOf(leafHashes));
    }

    /** The root. */
    public Digest root() {
        return levels.get(levels.size() - 1).get(0);
    }

    /** Number of leaves. */
    public int size() {
        return levels.get(0).size();
    }

    /** The siblings of a leaf, from the leaf up; levels at which it has none are left out. */
    public List<Digest> proof(int index) {
        int position = Objects.checkIndex(index, size());
        List<Digest> siblings = new ArrayList<>();
        for (List<Digest> level : levels) {
            int sibling = position ^ 1;
            if (sibling < level.size()) {
                siblings.add(level.get(sibling));
            }
            position >>>= 1;
        }
        return List.copyOf(siblings);
    }

    /**
     * Whether a tree of {@code size} leaves with that root has this leaf at {@code index}. False for any index, size or
     * number of siblings that no tree has.
     */
    public static boolean verifyInclusion(Digest root, int size, int index, byte[] leaf, List<Digest> siblings) {
        if (size < 1 || index < 0 || index >= size) {
            return false;
        }
        Digest hash = leafHash(leaf);
        int used = 0;
        int position = index;
        for (int last = size - 1; last > 0; last >>>= 1, position >>>= 1) {
            if ((position ^ 1) > last) {
                continue;
            }
            if (used == siblings.size()) {
                return false;
            }
            Digest sibling = siblings.get(used++);
            hash = (position & 1) == 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
        }
        return used == siblings.size() && hash.equals(root);
    }

    private static List<Digest> parents(List<Digest> level) {
        List<Digest> parents = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            parents.add(nodeHash(level.get(i), level.get(i + 1)));
        }
        if (level.size() % 2 == 1) {
            parents.add(level.get(level.size() - 1));
        }
        return parents;
    }

    /** The hash of a leaf, for callers that keep hashes instead of leaves. */
    public static Digest leafHash(byte[] leaf) {
        return Digest.sha256(LEAF, leaf);
    }

    private static Digest nodeHash(Digest left, Digest right) {
        return Digest.sha256(NODE, left.bytes(), right.bytes());
    }
}
