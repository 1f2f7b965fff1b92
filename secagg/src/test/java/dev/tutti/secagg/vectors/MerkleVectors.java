package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code merkle.json}: trees of one to nine leaves, all their proofs, and proofs that prove nothing. */
final class MerkleVectors {
    private MerkleVectors() {}

    static ObjectNode file() {
        ArrayNode trees = array();
        for (int size = 1; size <= 9; size++) {
            MerkleTree tree = MerkleTree.of(leaves(size));
            ArrayNode proofs = array();
            for (int index = 0; index < size; index++) {
                proofs.add(each(tree.proof(index), Digest::hex));
            }
            trees.add(vector(size + " leaves")
                    .put("root", tree.root().hex())
                    .<ObjectNode>set("leaves", each(leaves(size), Json::hex))
                    .set("proofs", proofs));
        }
        MerkleTree seven = MerkleTree.of(leaves(7));
        List<Digest> proof = seven.proof(4);
        List<Digest> shorter = proof.subList(0, proof.size() - 1);
        List<Digest> longer = new ArrayList<>(proof);
        longer.add(proof.get(0));
        List<Digest> turned = new ArrayList<>(proof);
        Collections.reverse(turned);
        ArrayNode negatives = array().add(refused("another leaf", seven, 7, 4, 5, proof))
                .add(refused("another place", seven, 7, 5, 4, proof))
                .add(refused("another size", seven, 5, 4, 4, proof))
                .add(refused("a place beyond the tree", seven, 7, 7, 4, proof))
                .add(refused("a place before the tree", seven, 7, -1, 4, proof))
                .add(refused("an empty tree", seven, 0, 0, 4, proof))
                .add(refused("a sibling too few", seven, 7, 4, 4, shorter))
                .add(refused("a sibling too many", seven, 7, 4, 4, longer))
                .add(refused("siblings in the other order", seven, 7, 4, 4, turned));
        return object().put("about", "RFC 6962 trees over SHA-256")
                .<ObjectNode>set("trees", trees)
                .set("negatives", negatives);
    }

    private static List<byte[]> leaves(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(FixedRandom.bytes("leaf " + i, i * 5));
        }
        return leaves;
    }

    private static ObjectNode refused(
            String name, MerkleTree tree, int size, int index, int leaf, List<Digest> siblings) {
        byte[] bytes = leaves(7).get(leaf);
        if (MerkleTree.verifyInclusion(tree.root(), size, index, bytes, siblings)) {
            throw new AssertionError("expected to prove nothing: " + name);
        }
        return vector(name)
                .put("root", tree.root().hex())
                .put("size", size)
                .put("index", index)
                .put("leaf", Json.hex(bytes))
                .<ObjectNode>set("siblings", each(siblings, Digest::hex))
                .put("fails", "SHARE_NOT_INCLUDED");
    }
}
