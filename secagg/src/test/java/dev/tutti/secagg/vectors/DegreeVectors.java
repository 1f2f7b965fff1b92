package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.ComplaintTally;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.KnownSharing;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code degree.json}: challenge, proof, and whose shares fail when something is off. */
final class DegreeVectors {
    private static final CommitteeParameters EIGHT = new CommitteeParameters(8, 1, 2, 2, 4, 5);
    private static final int BLOCKS = 4;
    private static final Digest ANNOUNCEMENT = Digest.sha256(new byte[] {1});
    private static final Digest CIPHERTEXT = Digest.sha256(new byte[] {2});
    private static final Digest ROOT = Digest.sha256(new byte[] {3});
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[] {4});
    private static final List<Integer> NOBODY = List.of();

    private final int[][] values = SharingVectors.random(EIGHT, BLOCKS * 2, "degree");
    private final SecretSharing sharing = KnownSharing.of(EIGHT, values);
    private final int[][] challenge = DegreeProof.challenge(ANNOUNCEMENT, DEVICE, CIPHERTEXT, ROOT, BLOCKS);

    private DegreeVectors() {}

    static ObjectNode file() {
        return new DegreeVectors().vectors();
    }

    private ObjectNode vectors() {
        int[][] proof = sharing.degreeProof(challenge);
        int[][] changed = sharing.degreeProof(challenge);
        changed[2][1] = PrimeField.add(changed[2][1], 1);
        int[][] otherRoot = sharing.degreeProof(
                DegreeProof.challenge(ANNOUNCEMENT, DEVICE, CIPHERTEXT, Digest.sha256(new byte[] {9}), BLOCKS));
        List<Integer> everybody = List.of(1, 2, 3, 4, 5, 6, 7, 8);
        ArrayNode vectors = array().add(judged("an honest proof", proof, 0, 0, NOBODY))
                .add(judged("member 3 was given another share of block 0", proof, 3, 0, List.of(3)))
                .add(judged("member 8 was given another share of the first random block", proof, 8, BLOCKS, List.of(8)))
                .add(judged("one coefficient of the third polynomial is off", changed, 0, 0, everybody))
                .add(judged("the proof answers the challenge of another share root", otherRoot, 0, 0, everybody));
        ArrayNode shares = array();
        for (int member = 1; member <= EIGHT.members(); member++) {
            shares.add(Json.of(sharing.sharesOf(member)));
        }
        ObjectNode file = object().put("about", "chi from hashes; P = g + sum of chi times f; who must complain");
        return SharingVectors.committee(file, EIGHT)
                .put("announcement", ANNOUNCEMENT.hex())
                .put("device", DEVICE.hex())
                .put("ciphertext_digest", CIPHERTEXT.hex())
                .put("share_root", ROOT.hex())
                .<ObjectNode>set("challenge", Json.of(challenge))
                .<ObjectNode>set("values", Json.of(values))
                .<ObjectNode>set("shares_by_member", shares)
                .<ObjectNode>set("vectors", vectors)
                .set("tallies", tallies());
    }

    /** All members under one proof; one member's share of one block may be off by one. */
    private ObjectNode judged(String name, int[][] proof, int wronged, int block, List<Integer> expected) {
        ArrayNode complaining = array();
        for (int member = 1; member <= EIGHT.members(); member++) {
            int[] own = sharing.sharesOf(member);
            if (member == wronged) {
                own[block] = PrimeField.add(own[block], 1);
            }
            boolean holds = DegreeProof.holds(proof, challenge, member, own);
            if (!holds) {
                complaining.add(member);
            }
            if (holds == expected.contains(member)) {
                throw new AssertionError(name + ": member " + member);
            }
        }
        ObjectNode vector = vector(name).set("proof", Json.of(proof));
        if (wronged > 0) {
            vector.put("wronged_member", wronged).put("wronged_block", block);
        }
        return vector.put("fails", expected.isEmpty() ? "" : "COMPLAINT").set("complaining", complaining);
    }

    /** Who is guilty and who in dispute, of a committee in which one member may lie. */
    private static ArrayNode tallies() {
        return array().add(tally("nobody complains", Map.of(1, List.of(), 2, List.of())))
                .add(tally("one complaint is a dispute", Map.of(1, List.of(1), 2, List.of())))
                .add(tally("two complaints are proof", Map.of(1, List.of(1), 2, List.of(1))))
                .add(tally("each its own", Map.of(1, List.of(1, 2, 3), 2, List.of(2), 3, List.of(2, 3), 4, List.of())));
    }

    private static ObjectNode tally(String name, Map<Integer, List<Integer>> complaints) {
        List<SignedVote> votes = new ArrayList<>();
        ArrayNode said = array();
        new TreeMap<>(complaints).forEach((member, about) -> {
            List<DeviceId> devices = about.stream().map(DegreeVectors::device).toList();
            votes.add(new SignedVote(new VoteStatement(ANNOUNCEMENT, ROOT, member, devices), new byte[64]));
            said.add(object().put("member", member).<ObjectNode>set("about", Json.each(devices, DeviceId::hex)));
        });
        ComplaintTally tally = new ComplaintTally(votes, EIGHT.corrupt());
        return vector(name)
                .put("t", EIGHT.corrupt())
                .<ObjectNode>set("complaints", said)
                .<ObjectNode>set("guilty", Json.each(List.copyOf(tally.guilty()), DeviceId::hex))
                .set("disputed", Json.each(List.copyOf(tally.disputed()), DeviceId::hex));
    }

    private static DeviceId device(int number) {
        byte[] bytes = new byte[DeviceId.BYTES];
        Arrays.fill(bytes, (byte) number);
        return DeviceId.of(bytes);
    }
}
