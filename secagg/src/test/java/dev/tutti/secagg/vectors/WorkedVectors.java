package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.mask.PublicPolynomials;
import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.ring.NumberTheoreticTransform;
import dev.tutti.secagg.share.DegreeProof;
import dev.tutti.secagg.share.KnownSharing;
import dev.tutti.secagg.share.SecretRecovery;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code worked.json}: the example of docs/protocol.md, small enough for a pencil. Two devices, four members, eight
 * coefficients. The shares are not sealed: what is hashed into the share root is their plain bytes.
 */
final class WorkedVectors {
    private static final RingParameters RING = new RingParameters(8, 12289);
    private static final int SLOT_BITS = 3;
    private static final int SLOTS = 2;
    private static final CommitteeParameters COMMITTEE = new CommitteeParameters(4, 1, 1, 2, 3, 3);
    private static final int[] REPLYING = {1, 2, 4};
    private static final int[][] VALUES = {
        {1, 1, 0, -1, 1, 0, -1, -1, 0, 0, 1, 1, -1, 0, 0, 1}, {1, 1, 1, -1, -1, 0, -1, 1, 0, 1, 1, 1, 1, 0, -1, -1}
    };
    private static final int[][] SECRETS = {{1, -2, 0, 3, -1, 0, 2, -4}, {-3, 5, 1, 0, 0, -2, 4, 1}};
    private static final int[][] ERRORS = {{0, 1, -1, 2, 0, -3, 1, 0}, {2, -1, 0, 0, 5, 1, -2, 3}};

    private final Digest announcement = Digest.sha256("tutti worked example".getBytes(StandardCharsets.US_ASCII));
    private final long[] publicPolynomial = PublicPolynomials.expand(announcement, 0, RING);
    private final NumberTheoreticTransform transform = new NumberTheoreticTransform(RING);
    private final long[] sum = new long[8];
    private final int[][] replies = new int[4][8];

    private WorkedVectors() {}

    static ObjectNode file() {
        return new WorkedVectors().example();
    }

    private ObjectNode example() {
        long[] coefficients = publicPolynomial.clone();
        transform.inverse(coefficients);
        ObjectNode file = object().put("about", "the worked example of docs/protocol.md")
                .put("N", 8)
                .put("q", RING.modulus())
                .put("w", SLOT_BITS)
                .put("slots_per_coefficient", SLOTS)
                .put("members", 4)
                .put("t_priv", 2)
                .put("secrets_per_polynomial", 1)
                .put("announcement", announcement.hex())
                .<ObjectNode>set("a_transformed", Json.of(publicPolynomial))
                .set("a", Json.of(coefficients));
        file.set("devices", array().add(device(0)).add(device(1)));
        file.<ObjectNode>set("masked_sum", Json.of(reduced())).<ObjectNode>set("replying", Json.of(REPLYING));
        return open(file);
    }

    /** The sum, which is added up without reduction, in [0, q). */
    private long[] reduced() {
        return Arrays.stream(sum).map(Modulus.of(RING)::reduce).toArray();
    }

    private ObjectNode device(int i) {
        DeviceId device = DeviceId.of(filled(i + 1));
        long[] message = new long[8];
        new SlotPacking(SLOT_BITS, SLOTS).pack(VALUES[i], 0, message);
        LatticeMask mask = new LatticeMask(transform, SLOT_BITS * SLOTS, SECRETS[i]);
        byte[] chunk = CoefficientPacking.pack(mask.mask(publicPolynomial, ERRORS[i], message), RING);
        SliceAccumulator.add(sum, 0, chunk, RING);
        Digest ciphertext = UpdateStatement.ciphertextDigest(List.of(Digest.sha256(chunk)));
        int[][] values = new int[12][3];
        for (int b = 0; b < 12; b++) {
            values[b][0] = b < 8 ? PrimeField.fromSigned(SECRETS[i][b]) : 1000 * (i + 1) + 10 * b;
            values[b][1] = 1000 * (i + 1) + 10 * b + 1;
            values[b][2] = 1000 * (i + 1) + 10 * b + 2;
        }
        SecretSharing sharing = KnownSharing.of(COMMITTEE, values);
        List<byte[]> shares = new ArrayList<>();
        ArrayNode lists = array();
        for (int member = 1; member <= 4; member++) {
            int[] ofMember = sharing.sharesOf(member);
            lists.add(Json.of(ofMember));
            shares.add(ShareBytes.write(ofMember));
            for (int b = 0; b < 8; b++) {
                replies[member - 1][b] = PrimeField.add(replies[member - 1][b], ofMember[b]);
            }
        }
        Digest root = MerkleTree.of(shares).root();
        int[][] challenge = DegreeProof.challenge(announcement, device, ciphertext, root, 8);
        return object().put("device", device.hex())
                .<ObjectNode>set("slots", Json.of(VALUES[i]))
                .<ObjectNode>set("V", Json.of(message))
                .<ObjectNode>set("s", Json.of(SECRETS[i]))
                .<ObjectNode>set("e", Json.of(ERRORS[i]))
                .<ObjectNode>set("c", Json.of(mask.mask(publicPolynomial, ERRORS[i], message)))
                .put("chunk", hex(chunk))
                .put("chunk_digest", Json.sha256(chunk))
                .put("ciphertext_digest", ciphertext.hex())
                .<ObjectNode>set("values", Json.of(values))
                .<ObjectNode>set("shares", lists)
                .put("root_of_plain_shares", root.hex())
                .<ObjectNode>set("challenge", Json.of(challenge))
                .set("degree_proof", Json.of(sharing.degreeProof(challenge)));
    }

    private ObjectNode open(ObjectNode file) {
        TreeMap<Integer, int[]> sums = new TreeMap<>();
        for (int member : REPLYING) {
            sums.put(member, replies[member - 1]);
        }
        int[] secret = new SecretRecovery(COMMITTEE, sums).secret(new TreeSet<>());
        long[] message = sum.clone();
        long[] residue = new LatticeMask(transform, SLOT_BITS * SLOTS, secret).unmask(publicPolynomial, message);
        long[] slots = new long[16];
        new SlotPacking(SLOT_BITS, SLOTS).unpack(message, slots, 0);
        ArrayNode replied = array();
        sums.values().forEach(row -> replied.add(Json.of(row)));
        return file.<ObjectNode>set("replies", replied)
                .<ObjectNode>set("S", Json.of(secret))
                .<ObjectNode>set("E", Json.of(residue))
                .<ObjectNode>set("M", Json.of(message))
                .set("sums", Json.of(slots));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[DeviceId.BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
