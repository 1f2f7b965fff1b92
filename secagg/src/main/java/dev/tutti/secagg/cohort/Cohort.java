package dev.tutti.secagg.cohort;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A sealed cohort U: contributors sorted by device id, each device once. Its root names exactly this set; whoever signs
 * the root signs the set.
 */
public final class Cohort {
    private final List<Contributor> contributors;
    private final MerkleTree tree;

    private Cohort(List<Contributor> contributors) {
        this.contributors = contributors;
        tree = MerkleTree.of(contributors.stream().map(Contributor::leaf).toList());
    }

    /** Sorts by device id; refuses an empty cohort and a device that appears twice. */
    public static Cohort of(Collection<Contributor> contributors) {
        List<Contributor> sorted = contributors.stream()
                .sorted(Comparator.comparing(Contributor::device))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            Expect.that(
                    !sorted.get(i - 1).device().equals(sorted.get(i).device()),
                    "a device must appear once in a cohort");
        }
        return new Cohort(sorted);
    }

    /** cohortRoot. */
    public Digest root() {
        return tree.root();
    }

    /** |U|. */
    public int size() {
        return contributors.size();
    }

    /** Contributors by ascending device id. */
    public List<Contributor> contributors() {
        return contributors;
    }

    /** Siblings that prove the contributor at {@code index}, from the leaf up. */
    public List<Digest> proof(int index) {
        return tree.proof(index);
    }

    /** Whether the cohort of that root and size has this contributor at that place: what a receipt's holder checks. */
    public static boolean verifyInclusion(
            Digest root, int size, int index, Contributor contributor, List<Digest> siblings) {
        return MerkleTree.verifyInclusion(root, size, index, contributor.leaf(), siblings);
    }
}
