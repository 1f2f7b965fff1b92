package dev.tutti.secagg.share;

import static dev.tutti.secagg.field.PrimeField.P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tutti.secagg.KnownAnswersTest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.field.LinearMap;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SecretSharingTest {
    /** k = 2, t_priv = 3, r = 5: the committee of the document's known answer. */
    private static final CommitteeParameters DOCUMENT = new CommitteeParameters(8, 1, 2, 3, 5, 5);

    /** k = 1, t_priv = 3, r = 4: the committee of the file's. */
    private static final CommitteeParameters FILE = new CommitteeParameters(5, 1, 1, 3, 4, 4);

    @Test
    void sharesAreThoseOfTheDocument() {
        assertThat(shares(DOCUMENT, P - 5, 7, 111111, 222222, 333333))
                .containsExactly(111111, 222222, 333333, 1074130723, 429807892, 149, 2146817318, 1071909150);
    }

    @Test
    void summedSharesAreThoseOfTheDocumentAndRecoverTheSummedSecrets() {
        int[] one = shares(DOCUMENT, P - 5, 7, 111111, 222222, 333333);
        int[] other = shares(DOCUMENT, 3, P - 9, 444444, 555555, 666666);
        int[] sums = new int[8];
        Arrays.setAll(sums, i -> PrimeField.add(one[i], other[i]));
        assertThat(sums).containsExactly(555555, 777777, 999999, 1444445, 431985625, 4666688, 8666716, 15333430);

        SortedMap<Integer, int[]> replies = new TreeMap<>();
        for (int member : new int[] {2, 4, 5, 7, 8}) {
            replies.put(member, new int[] {sums[member - 1]});
        }
        assertThat(new SecretRecovery(DOCUMENT, replies).secret(new TreeSet<>()))
                .containsExactly(-2, -2);
    }

    @Test
    void sharesAndSumsAreThoseOfTheFile() throws IOException {
        JsonNode kat = kat();
        int[][] sums = new int[5][16];
        for (int device = 0; device < 3; device++) {
            for (int block = 0; block < 16; block++) {
                int[] values = new int[4];
                values[0] = PrimeField.fromSigned(
                        kat.get("s").get(device).get(block).asInt());
                for (int x = 1; x <= 3; x++) {
                    values[x] = fileRandom(device, block, x);
                }
                int[] shares = shares(FILE, values);
                if (device == 0 && block == 0) {
                    assertThat(shares).containsExactly(ints(kat.get("dev0_block0")));
                }
                if (device == 2 && block == 15) {
                    assertThat(shares).containsExactly(ints(kat.get("dev2_block15")));
                }
                for (int member = 0; member < 5; member++) {
                    sums[member][block] = PrimeField.add(sums[member][block], shares[member]);
                }
            }
        }
        assertThat(sums[0]).containsExactly(ints(kat.get("sum_shares_m1")));
        assertThat(sums[3]).containsExactly(ints(kat.get("sum_shares_m4")));
        assertThat(sums[4]).containsExactly(ints(kat.get("sum_shares_m5")));
        SortedMap<Integer, int[]> replies = new TreeMap<>();
        for (int member : new int[] {1, 2, 4, 5}) {
            replies.put(member, sums[member - 1]);
        }
        assertThat(new SecretRecovery(FILE, replies).secret(new TreeSet<>())).containsExactly(ints(kat.get("S")));
    }

    @Test
    void theDegreeProofIsThatOfTheFile() throws IOException {
        JsonNode kat = kat();
        JsonNode expected = kat.get("degree_test");
        int[] challenge = new int[16];
        int[][] values = new int[20][];
        for (int block = 0; block < 16; block++) {
            challenge[block] = PrimeField.power(7, block + 1);
            int secret = PrimeField.fromSigned(kat.get("s").get(0).get(block).asInt());
            values[block] =
                    new int[] {secret, fileRandom(0, block, 1), fileRandom(0, block, 2), fileRandom(0, block, 3)};
        }
        // The file fixes g by its values at 1…4; ours at −1, 1, 2, 3.
        int[] g = {fileRandom(0, 16, 1), fileRandom(0, 16, 2), fileRandom(0, 16, 3), fileRandom(0, 16, 4)};
        int atSecret = LinearMap.interpolation(new int[] {1, 2, 3, 4}, new int[] {P - 1})
                .apply(g)[0];
        for (int l = 0; l < 4; l++) {
            values[16 + l] = new int[] {atSecret, g[0], g[1], g[2]};
        }
        SecretSharing sharing = new SecretSharing(FILE, values);
        int[][] challenges = {challenge, challenge, challenge, challenge};
        int[][] proof = sharing.degreeProof(challenges);
        assertThat(sharing.sharesOf(5)[16]).isEqualTo(expected.get("g5").asInt());
        for (int member = 1; member <= 5; member++) {
            assertThat(PrimeField.evaluate(proof[0], member))
                    .isEqualTo(expected.get("P").get(member - 1).asInt());
            assertThat(DegreeProof.holds(proof, challenges, member, sharing.sharesOf(member)))
                    .isTrue();
        }
        assertThat(PrimeField.evaluate(proof[0], P - 1))
                .isEqualTo(expected.get("P_at_minus1").asInt());
    }

    @Test
    void anyRMembersRecoverTheSumOfManySecrets() {
        Trials.run(20, random -> {
            CommitteeParameters committee = ParameterPlanner.plan(
                            new ParameterRequest(100, 8, 1000, 8 + random.nextInt(57), 1, 0, 1))
                    .committee();
            int[] total = new int[64];
            SortedMap<Integer, int[]> sums = new TreeMap<>();
            List<Integer> members = new ArrayList<>(
                    IntStream.rangeClosed(1, committee.members()).boxed().toList());
            Collections.shuffle(members, random);
            for (int device = 0; device < 5; device++) {
                int[] secret = random.ints(64, -60, 61).toArray();
                Arrays.setAll(total, i -> total[i] + secret[i]);
                SecretSharing sharing = SecretSharing.of(secret, committee, Population.seeded(device));
                for (int member : members.subList(0, committee.recoveryThreshold())) {
                    int[] shares = Arrays.copyOf(sharing.sharesOf(member), 64 / committee.secretsPerPolynomial());
                    sums.merge(member, shares, SecretSharingTest::sum);
                }
            }
            SecretRecovery recovery = new SecretRecovery(committee, sums);
            assertThat(recovery.secret(new TreeSet<>())).containsExactly(total);
        });
    }

    @Test
    void closingErasesEverySecretValue() {
        CommitteeParameters committee = FILE;
        SecretSharing sharing = SecretSharing.of(new int[] {5, -6, 7, 8}, committee, Population.seeded(1));
        assertThat(sharing.sharesOf(4)).doesNotContain(0);
        sharing.close();
        assertThat(sharing.sharesOf(4)).containsOnly(0);
        assertThat(sharing).hasToString("SecretSharing[secret]");
    }

    @Test
    void aSecretThatDoesNotFillItsBlocksIsAMistakeOfTheCaller() {
        CommitteeParameters committee = new CommitteeParameters(16, 2, 4, 4, 8, 10);
        for (int length : new int[] {1, 10, 63}) {
            assertThatThrownBy(() -> SecretSharing.of(new int[length], committee, Population.seeded(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theChallengeDependsOnEverythingItBinds() {
        var device = new Population(1).enrol().id();
        var other = new Population(2).enrol().id();
        Digest a = Digest.sha256(new byte[] {1});
        Digest b = Digest.sha256(new byte[] {2});
        int[][] challenge = DegreeProof.challenge(a, device, a, a, 8);
        assertThat(DegreeProof.challenge(a, device, a, a, 8)).isDeepEqualTo(challenge);
        for (int[][] changed : List.of(
                DegreeProof.challenge(b, device, a, a, 8),
                DegreeProof.challenge(a, other, a, a, 8),
                DegreeProof.challenge(a, device, b, a, 8),
                DegreeProof.challenge(a, device, a, b, 8))) {
            assertThat(Arrays.deepEquals(changed, challenge)).isFalse();
        }
        assertThat(challenge[0]).isNotEqualTo(challenge[1]);
        // Independent per block: not the powers of the first, which a device could work around.
        assertThat(challenge[0][1]).isNotEqualTo(PrimeField.multiply(challenge[0][0], challenge[0][0]));
    }

    private static int[] sum(int[] a, int[] b) {
        int[] sum = new int[a.length];
        Arrays.setAll(sum, i -> PrimeField.add(a[i], b[i]));
        return sum;
    }

    /** All members' shares of one block. */
    private static int[] shares(CommitteeParameters committee, int... values) {
        int[][] blocks = new int[5][committee.recoveryThreshold()];
        blocks[0] = values;
        SecretSharing sharing = new SecretSharing(committee, blocks);
        return IntStream.rangeClosed(1, committee.members())
                .map(member -> sharing.sharesOf(member)[0])
                .toArray();
    }

    /** f_{i,b}(x) = ((i+1)·2^20 + b·2^10 + x)^5 mod p. */
    private static int fileRandom(int device, int block, int x) {
        return BigInteger.valueOf(((device + 1L) << 20) + ((long) block << 10) + x)
                .pow(5)
                .mod(BigInteger.valueOf(P))
                .intValueExact();
    }

    private static JsonNode kat() throws IOException {
        try (InputStream in = Objects.requireNonNull(KnownAnswersTest.class.getResourceAsStream("kat.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static int[] ints(JsonNode node) {
        int[] values = new int[node.size()];
        Arrays.setAll(values, i -> node.get(i).asInt());
        return values;
    }
}
