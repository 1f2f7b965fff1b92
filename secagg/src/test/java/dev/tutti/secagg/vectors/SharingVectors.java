package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.share.KnownSharing;
import dev.tutti.secagg.share.SecretRecovery;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.share.TooManyLiarsException;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code sharing.json}: packed Shamir shares, recovery from any r of them, and liars found or too many. */
final class SharingVectors {
    private static final CommitteeParameters DOCUMENT = new CommitteeParameters(8, 1, 2, 3, 5, 5);
    private static final CommitteeParameters EIGHT = new CommitteeParameters(8, 1, 2, 2, 4, 5);
    private static final CommitteeParameters SIXTEEN = new CommitteeParameters(16, 2, 4, 4, 8, 10);
    private static final Digest ANNOUNCEMENT = Digest.sha256(new byte[] {42});

    private SharingVectors() {}

    static ObjectNode file() {
        int p = PrimeField.P;
        ArrayNode sharings = array().add(sharing(
                        "the document's first", DOCUMENT, new int[][] {{p - 5, 7, 111111, 222222, 333333}}))
                .add(sharing("the document's second", DOCUMENT, new int[][] {{3, p - 9, 444444, 555555, 666666}}))
                .add(sharing("a committee of eight", EIGHT, random(EIGHT, 8, "eight")))
                .add(sharing("a committee of sixteen", SIXTEEN, random(SIXTEEN, 16, "sixteen")));
        ArrayNode recoveries = array().add(recovery("from exactly r", EIGHT, 0, 2, 4, 5, 8))
                .add(recovery("from all, nobody lies", EIGHT, 0, 1, 2, 3, 4, 5, 6, 7, 8))
                .add(recovery("two of eight lie", EIGHT, 2, 1, 2, 3, 4, 5, 6, 7, 8))
                .add(recovery("three of fourteen lie", SIXTEEN, 3, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16))
                .add(recovery("three of eight lie, one too many", EIGHT, 3, 1, 2, 3, 4, 5, 6, 7, 8))
                .add(recovery("one of five lies, none to spare", EIGHT, 1, 1, 3, 5, 6, 7));
        return object().put("about", "values at -1..-k, 1..t_priv; shares at 1..m; recovery from sums, liars named")
                .<ObjectNode>set("sharings", sharings)
                .set("recoveries", recoveries);
    }

    static ObjectNode committee(ObjectNode vector, CommitteeParameters committee) {
        return vector.put("m", committee.members())
                .put("k", committee.secretsPerPolynomial())
                .put("t_priv", committee.privacyThreshold());
    }

    static int[][] random(CommitteeParameters committee, int coefficients, String label) {
        int[] secret = new int[coefficients];
        Arrays.setAll(secret, i -> (i * i * 7 + 3) % 41 - 20);
        return KnownSharing.values(committee, secret, Xof.shake128(label.getBytes(StandardCharsets.US_ASCII)));
    }

    private static ObjectNode sharing(String name, CommitteeParameters committee, int[][] values) {
        int blocks = values.length;
        // The constructor wants the four blocks of a proof behind; these sharings are of blocks alone.
        int[][] padded = Arrays.copyOf(values, blocks + 4);
        for (int i = blocks; i < padded.length; i++) {
            padded[i] = new int[committee.recoveryThreshold()];
        }
        SecretSharing sharing = KnownSharing.of(committee, padded);
        ArrayNode shares = array();
        for (int member = 1; member <= committee.members(); member++) {
            shares.add(Json.of(Arrays.copyOf(sharing.sharesOf(member), blocks)));
        }
        return committee(vector(name), committee)
                .<ObjectNode>set("values", Json.of(values))
                .set("shares_by_member", shares);
    }

    /** The first {@code liars} of the members shift some of their sums. */
    private static ObjectNode recovery(String name, CommitteeParameters committee, int liars, int... members) {
        SecretSharing sharing = KnownSharing.of(committee, random(committee, 16, name));
        int blocks = 16 / committee.secretsPerPolynomial();
        SortedMap<Integer, int[]> sums = new TreeMap<>();
        List<Integer> lying = new ArrayList<>();
        for (int member : members) {
            int[] row = Arrays.copyOf(sharing.sharesOf(member), blocks);
            if (lying.size() < liars) {
                int block = member % blocks;
                row[block] = PrimeField.add(row[block], 1 + member);
                lying.add(member);
            }
            sums.put(member, row);
        }
        ArrayNode rows = array();
        sums.values().forEach(row -> rows.add(Json.of(row)));
        ObjectNode vector = committee(vector(name), committee)
                .<ObjectNode>set("members", Json.of(members))
                .set("sums", rows);
        SecretRecovery recovery = new SecretRecovery(committee, sums);
        try {
            TreeSet<Integer> found = new TreeSet<>(recovery.liars(ANNOUNCEMENT));
            return vector.put("fails", "")
                    .<ObjectNode>set("liars", Json.each(List.copyOf(found), liar -> liar))
                    .set("secret", Json.of(recovery.secret(found)));
        } catch (TooManyLiarsException e) {
            return vector.put("fails", "TOO_MANY_LIARS");
        }
    }
}
