package dev.tutti.enrolment.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTreeTest {
    private static final int MAX = 64;
    private static final List<byte[]> LEAVES = leaves();

    private final LogTree tree = tree(MAX);

    @Test
    void rootsOfEverySizeAreThoseOfTheOneTreeAndOfTheDefinition() {
        assertThat(tree.root(0).hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int size = 1; size <= MAX; size++) {
            assertThat(tree.root(size))
                    .isEqualTo(MerkleTree.of(LEAVES.subList(0, size)).root());
            assertThat(tree.root(size)).isEqualTo(byDefinition(LEAVES.subList(0, size)));
        }
    }

    @Test
    void inclusionProofsOfEverySizeVerifyAndAreThoseOfTheOneTree() {
        for (int size = 1; size <= MAX; size++) {
            MerkleTree whole = MerkleTree.of(LEAVES.subList(0, size));
            for (int index = 0; index < size; index++) {
                List<Digest> siblings = tree.inclusion(index, size);
                assertThat(siblings).isEqualTo(whole.proof(index));
                assertThat(MerkleTree.verifyInclusion(tree.root(size), size, index, LEAVES.get(index), siblings))
                        .isTrue();
            }
        }
    }

    @Test
    void consistencyProofsBetweenAllSizesVerifyAndProveNothingElse() {
        for (int newer = 0; newer <= MAX; newer++) {
            for (int older = 0; older <= newer; older++) {
                ConsistencyProof proof = new ConsistencyProof(tree.consistency(older, newer));
                assertThat(proof.verify(older, tree.root(older), newer, tree.root(newer)))
                        .as("%d to %d", older, newer)
                        .isTrue();
                // Every pair of sizes and roots but the right one: a proof serves for no other.
                for (int other = 1; other <= MAX; other++) {
                    if (older > 0 && other != older) {
                        assertThat(proof.verify(older, tree.root(other), newer, tree.root(newer)))
                                .isFalse();
                        assertThat(proof.verify(other, tree.root(older), newer, tree.root(newer)))
                                .as("%d for %d to %d", other, older, newer)
                                .isFalse();
                    }
                    if (older > 0 && other != newer) {
                        assertThat(proof.verify(older, tree.root(older), newer, tree.root(other)))
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void consistencyProofsAreTheOnesThatTheDefinitionGives() {
        for (int newer = 1; newer <= MAX; newer++) {
            for (int older = 1; older < newer; older++) {
                assertThat(tree.consistency(older, newer)).isEqualTo(subproof(older, LEAVES.subList(0, newer), true));
            }
        }
    }

    @Test
    void aTreeWithAnyEarlierLeafChangedIsInconsistentWhateverProofIsGiven() {
        for (int older = 1; older <= 16; older++) {
            for (int changed = 0; changed < older; changed++) {
                LogTree forked = new LogTree();
                for (int i = 0; i < 20; i++) {
                    forked.add(MerkleTree.leafHash(i == changed ? new byte[] {99} : LEAVES.get(i)));
                }
                for (int from = 1; from <= 20; from++) {
                    assertThat(new ConsistencyProof(forked.consistency(from, 20))
                                    .verify(older, tree.root(older), 20, forked.root(20)))
                            .isFalse();
                    assertThat(new ConsistencyProof(tree.consistency(from, 20))
                                    .verify(older, tree.root(older), 20, forked.root(20)))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aProofWithAHashMissingAddedOrChangedFails() {
        for (int newer = 2; newer <= 40; newer++) {
            for (int older = 1; older < newer; older++) {
                List<Digest> hashes = tree.consistency(older, newer);
                for (int i = 0; i < hashes.size(); i++) {
                    List<Digest> without = new ArrayList<>(hashes);
                    without.remove(i);
                    assertThat(verifies(without, older, newer)).isFalse();
                    List<Digest> changed = new ArrayList<>(hashes);
                    changed.set(i, Digest.zero());
                    assertThat(verifies(changed, older, newer)).isFalse();
                }
                for (int i = 0; i <= hashes.size(); i++) {
                    List<Digest> added = new ArrayList<>(hashes);
                    added.add(i, Digest.zero());
                    assertThat(verifies(added, older, newer)).isFalse();
                }
            }
        }
    }

    @Test
    void noTreeBeginsWithALargerOneAndOnlyTheEmptyRootIsThatOfNothing() {
        assertThat(new ConsistencyProof(List.of()).verify(5, tree.root(5), 4, tree.root(4)))
                .isFalse();
        assertThat(new ConsistencyProof(List.of()).verify(-1, tree.root(0), 4, tree.root(4)))
                .isFalse();
        assertThat(new ConsistencyProof(List.of()).verify(0, tree.root(3), 4, tree.root(4)))
                .isFalse();
    }

    private boolean verifies(List<Digest> hashes, int older, int newer) {
        return new ConsistencyProof(hashes).verify(older, tree.root(older), newer, tree.root(newer));
    }

    /** MTH of RFC 6962, section 2.1, word for word. */
    private static Digest byDefinition(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return Digest.sha256(new byte[] {0}, leaves.get(0));
        }
        int k = split(leaves.size());
        return Digest.sha256(
                new byte[] {1},
                byDefinition(leaves.subList(0, k)).bytes(),
                byDefinition(leaves.subList(k, leaves.size())).bytes());
    }

    /** SUBPROOF of RFC 6962, section 2.1.2, word for word. */
    private static List<Digest> subproof(int m, List<byte[]> leaves, boolean known) {
        int n = leaves.size();
        if (m == n) {
            return known ? List.of() : List.of(byDefinition(leaves));
        }
        int k = split(n);
        List<Digest> proof = new ArrayList<>();
        if (m <= k) {
            proof.addAll(subproof(m, leaves.subList(0, k), known));
            proof.add(byDefinition(leaves.subList(k, n)));
        } else {
            proof.addAll(subproof(m - k, leaves.subList(k, n), false));
            proof.add(byDefinition(leaves.subList(0, k)));
        }
        return proof;
    }

    private static int split(int n) {
        int k = 1;
        while (2 * k < n) {
            k *= 2;
        }
        return k;
    }

    private static LogTree tree(int size) {
        LogTree tree = new LogTree();
        LEAVES.subList(0, size).forEach(leaf -> tree.add(MerkleTree.leafHash(leaf)));
        return tree;
    }

    private static List<byte[]> leaves() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < MAX; i++) {
            leaves.add(new byte[] {(byte) i, 7});
        }
        return leaves;
    }
}
