package dev.tutti.secagg.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CohortTest {
    /** The tree heads over the first n of these leaves are those of RFC 6962's reference tests. */
    private static final List<byte[]> LEAVES = List.of(
            hex(""),
            hex("00"),
            hex("10"),
            hex("2021"),
            hex("3031"),
            hex("40414243"),
            hex("5051525354555657"),
            hex("606162636465666768696a6b6c6d6e6f"));

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void theTreeIsThatOfRfc6962() {
        for (int n = 1; n <= LEAVES.size(); n++) {
            assertThat(MerkleTree.of(LEAVES.subList(0, n)).root().hex()).isEqualTo(ROOTS.get(n - 1));
        }
    }

    @Test
    void everyLeafOfEveryTreeProvesItselfAndNothingElse() {
        for (int size = 1; size <= 20; size++) {
            List<byte[]> leaves = leaves(size);
            MerkleTree tree = MerkleTree.of(leaves);
            for (int i = 0; i < size; i++) {
                List<Digest> proof = tree.proof(i);
                for (int j = 0; j < size; j++) {
                    assertThat(MerkleTree.verifyInclusion(tree.root(), size, j, leaves.get(i), proof))
                            .isEqualTo(i == j);
                    assertThat(MerkleTree.verifyInclusion(tree.root(), size, i, leaves.get(j), proof))
                            .isEqualTo(i == j);
                }
            }
        }
    }

    @Test
    void aProofTooShortTooLongOrForNoPlaceIsRefused() {
        List<byte[]> leaves = leaves(5);
        MerkleTree tree = MerkleTree.of(leaves);
        List<Digest> proof = tree.proof(2);
        List<Digest> longer = new ArrayList<>(proof);
        longer.add(Digest.zero());
        assertThat(MerkleTree.verifyInclusion(tree.root(), 5, 2, leaves.get(2), proof))
                .isTrue();
        assertThat(MerkleTree.verifyInclusion(tree.root(), 5, 2, leaves.get(2), longer))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(tree.root(), 5, 2, leaves.get(2), proof.subList(1, proof.size())))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(tree.root(), 5, -1, leaves.get(2), proof))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(tree.root(), 5, 5, leaves.get(2), proof))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(tree.root(), 0, 0, leaves.get(2), proof))
                .isFalse();
    }

    @Test
    void anInnerNodeIsNoLeaf() {
        MerkleTree tree = MerkleTree.of(leaves(4));
        Digest left = tree.proof(2).get(1);
        Digest right = tree.proof(0).get(1);
        byte[] node = Arrays.copyOf(left.bytes(), 64);
        System.arraycopy(right.bytes(), 0, node, 32, 32);
        assertThat(MerkleTree.verifyInclusion(tree.root(), 1, 0, node, List.of()))
                .isFalse();
    }

    @Test
    void theRootDoesNotDependOnTheOrderOfArrival() {
        List<Contributor> contributors = contributors(7);
        Digest root = Cohort.of(contributors).root();
        Collections.shuffle(contributors, new Random(1));
        Cohort cohort = Cohort.of(contributors);
        assertThat(cohort.root()).isEqualTo(root);
        assertThat(cohort.contributors())
                .isSortedAccordingTo((a, b) -> a.device().compareTo(b.device()));
        for (int i = 0; i < 7; i++) {
            assertThat(Cohort.verifyInclusion(root, 7, i, cohort.contributors().get(i), cohort.proof(i)))
                    .isTrue();
        }
    }

    @Test
    void anotherHeaderOrOneContributorLessIsAnotherRoot() {
        List<Contributor> contributors = contributors(7);
        Digest root = Cohort.of(contributors).root();
        assertThat(Cohort.of(contributors.subList(0, 6)).root()).isNotEqualTo(root);
        contributors.set(3, new Contributor(contributors.get(3).device(), Digest.zero()));
        assertThat(Cohort.of(contributors).root()).isNotEqualTo(root);
    }

    @Test
    void aDeviceAppearsOnce() {
        List<Contributor> contributors = contributors(3);
        contributors.add(new Contributor(contributors.get(0).device(), Digest.zero()));
        assertThatThrownBy(() -> Cohort.of(contributors)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cohort.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Contributor> contributors(int n) {
        List<Contributor> contributors = new ArrayList<>();
        for (byte[] leaf : leaves(n)) {
            contributors.add(new Contributor(DeviceId.ofPublicKey(leaf), Digest.sha256(leaf)));
        }
        return contributors;
    }

    private static List<byte[]> leaves(int n) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            leaves.add(new byte[] {(byte) i, 7});
        }
        return leaves;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
