package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inclusion proofs: root, size, index, siblings and leaf all from outside. */
final class Trees {
    private static final int[] SIZES = {1, 2, 3, 5, 8, 13};

    /** Trees that are really there, by size: a proof for one of their roots must be one of theirs. */
    private static final List<List<byte[]>> LEAVES =
            Arrays.stream(SIZES).mapToObj(Trees::leaves).toList();

    private static final int HEAD_BYTES = 3 + 2 * Integer.BYTES;
    private static final int LEAF_BYTES = 4;

    private Trees() {}

    /** Whether the proof holds. First byte: which real root; then a size, an index, how many siblings, a leaf. */
    static boolean verified(byte[] input) {
        if (input.length < HEAD_BYTES + LEAF_BYTES) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        int which = Math.floorMod(in.get(), SIZES.length);
        boolean bend = in.get() == 1;
        int size = in.getInt();
        int index = in.getInt();
        int siblingCount = in.get() & 0xff;
        byte[] leaf = new byte[LEAF_BYTES];
        in.get(leaf);
        List<Digest> siblings = new ArrayList<>();
        while (siblings.size() < siblingCount && in.remaining() >= Digest.BYTES) {
            byte[] sibling = new byte[Digest.BYTES];
            in.get(sibling);
            siblings.add(Digest.of(sibling));
        }
        Digest root = MerkleTree.of(LEAVES.get(which)).root();
        byte[] rootBytes = root.bytes();
        rootBytes[0] ^= bend ? (byte) 1 : 0;
        boolean holds = MerkleTree.verifyInclusion(Digest.of(rootBytes), size, index, leaf, siblings);
        if (holds) {
            Require.that(!bend, "nothing to be included under a root that no tree has");
            Require.that(isLeafOf(which, leaf), "only a leaf of the tree to be included");
            Require.that(index >= 0 && index < size, "an index within the size");
            if (size == SIZES[which]) {
                Require.equal(LEAVES.get(which).get(index), leaf, "the leaf at its index");
                Require.that(
                        siblings.equals(MerkleTree.of(LEAVES.get(which)).proof(index)), "no sibling more or fewer");
            }
        }
        return holds;
    }

    private static boolean isLeafOf(int which, byte[] leaf) {
        return LEAVES.get(which).stream().anyMatch(real -> Arrays.equals(real, leaf));
    }

    private static List<byte[]> leaves(int size) {
        Random random = new Random(size);
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] leaf = new byte[LEAF_BYTES];
            random.nextBytes(leaf);
            leaves.add(leaf);
        }
        return leaves;
    }

    /** Every proof of every tree, and each with a sibling more. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int which = 0; which < SIZES.length; which++) {
            MerkleTree tree = MerkleTree.of(LEAVES.get(which));
            for (int index = 0; index < tree.size(); index++) {
                List<Digest> proof = new ArrayList<>(tree.proof(index));
                seeds.add(seed(which, index, proof));
                proof.add(tree.root());
                seeds.add(seed(which, index, proof));
            }
        }
        return seeds;
    }

    private static byte[] seed(int which, int index, List<Digest> siblings) {
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + LEAF_BYTES + siblings.size() * Digest.BYTES)
                .put((byte) which)
                .put((byte) 0)
                .putInt(SIZES[which])
                .putInt(index)
                .put((byte) siblings.size())
                .put(LEAVES.get(which).get(index));
        siblings.forEach(sibling -> out.put(sibling.bytes()));
        return out.array();
    }
}
