package dev.tutti.secagg.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What t_priv colluding members see of one contributor, all together: their shares of every block and of the proof's random
 * polynomials, the challenge, and the degree proof P. It is linear in secrets and randomness, view = A·secrets + B·randomness,
 * so it is independent of the secrets exactly when the columns of A lie in the span of those of B.
 */
final class JointViewTest {
    private static final int BLOCKS = 3;

    private static final int[][] CHALLENGE = DegreeProof.challenge(
            Digest.sha256(new byte[] {1}), DeviceId.of(new byte[DeviceId.BYTES]), Digest.zero(), Digest.zero(), BLOCKS);

    @ParameterizedTest
    @CsvSource({"4, 1, 1, 2", "8, 1, 2, 2", "8, 2, 2, 4", "12, 2, 2, 4"})
    void noSubsetOfThePrivacyThresholdLearnsFromSharesAndProofTogether(int members, int corrupt, int k, int tPriv) {
        CommitteeParameters committee = committee(members, corrupt, k, tPriv);
        for (int[] subset : SharePrivacyTest.subsets(members, tPriv)) {
            assertThat(learnt(committee, subset, true)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 1, 2", "8, 1, 2, 2"})
    void oneMemberMoreOrAProofWithoutItsRandomPolynomialsLearns(int members, int corrupt, int k, int tPriv) {
        CommitteeParameters committee = committee(members, corrupt, k, tPriv);
        for (int[] subset : SharePrivacyTest.subsets(members, tPriv + 1)) {
            assertThat(learnt(committee, subset, true)).isEqualTo(BLOCKS);
        }
        for (int[] subset : SharePrivacyTest.subsets(members, tPriv)) {
            // Four proofs of three blocks: each block's k secrets, found from P alone.
            assertThat(learnt(committee, subset, false)).isEqualTo(BLOCKS * k);
        }
    }

    /** How many independent combinations of the secrets the view determines: rank of [A|B] less rank of B. */
    private static int learnt(CommitteeParameters committee, int[] subset, boolean hidden) {
        int k = committee.secretsPerPolynomial();
        int r = committee.recoveryThreshold();
        List<int[]> secrets = new ArrayList<>();
        List<int[]> randomness = new ArrayList<>();
        for (int block = 0; block < BLOCKS + UpdateStatement.PROOF_POLYNOMIALS; block++) {
            if (block >= BLOCKS && !hidden) {
                break;
            }
            for (int i = 0; i < r; i++) {
                int[][] values = new int[BLOCKS + UpdateStatement.PROOF_POLYNOMIALS][r];
                values[block][i] = 1;
                (block < BLOCKS && i < k ? secrets : randomness).add(view(committee, values, subset));
            }
        }
        int random = Rank.of(randomness.toArray(int[][]::new));
        randomness.addAll(secrets);
        return Rank.of(randomness.toArray(int[][]::new)) - random;
    }

    private static int[] view(CommitteeParameters committee, int[][] values, int[] subset) {
        SecretSharing sharing = new SecretSharing(committee, values);
        List<int[]> seen = new ArrayList<>();
        for (int member : subset) {
            seen.add(sharing.sharesOf(member + 1));
        }
        seen.addAll(List.of(sharing.degreeProof(CHALLENGE)));
        return seen.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static CommitteeParameters committee(int members, int corrupt, int k, int tPriv) {
        return new CommitteeParameters(members, corrupt, k, tPriv, tPriv + k, members);
    }

    /**
     * The same by counting, over F_7, where every outcome of the randomness can be tried: for every challenge and each
     * member the view has one distribution, whatever the secrets. Two blocks of one secret each, t_priv = 1, one proof.
     */
    @Test
    void overATinyFieldTheViewHasOneDistributionForAllSecrets() {
        for (int challenge = 0; challenge < 49; challenge++) {
            for (int member = 1; member <= 3; member++) {
                int[] expected = TinyField.views(0, 0, challenge, new int[] {member}, true);
                for (int secrets = 1; secrets < 49; secrets++) {
                    assertThat(TinyField.views(secrets % 7, secrets / 7, challenge, new int[] {member}, true))
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void overATinyFieldTwoMembersOrAProofWithoutItsRandomPolynomialTellSecretsApart() {
        int[] two = {1, 2};
        assertThat(TinyField.views(3, 0, 10, two, true)).isNotEqualTo(TinyField.views(4, 0, 10, two, true));
        int[] one = {1};
        assertThat(TinyField.views(3, 0, 10, one, false)).isNotEqualTo(TinyField.views(4, 0, 10, one, false));
    }

    /** Lines over F_7: a secret at −1, a random value at 1. */
    private static final class TinyField {
        private static final int Q = 7;

        /**
         * How often each view arises over all randomness.
         *
         * @param challenge χ_1 + 7·χ_2
         * @param members whose shares are seen
         * @param hidden whether the proof has its random polynomial
         */
        static int[] views(int first, int second, int challenge, int[] members, boolean hidden) {
            int[] counts = new int[power(3 * members.length + 2)];
            for (int random = 0; random < power(hidden ? 4 : 2); random++) {
                int[][] lines = {
                    line(first, random % Q), line(second, random / Q % Q), {random / (Q * Q) % Q, random / (Q * Q * Q)}
                };
                int view = 0;
                for (int member : members) {
                    for (int[] line : lines) {
                        view = view * Q + (line[0] + line[1] * member) % Q;
                    }
                }
                for (int i = 0; i < 2; i++) {
                    int proof = lines[2][i] + challenge % Q * lines[0][i] + challenge / Q * lines[1][i];
                    view = view * Q + proof % Q;
                }
                counts[view]++;
            }
            return counts;
        }

        /** Coefficients of the line with those values at −1 and 1: halves are multiples of 4. */
        private static int[] line(int atMinusOne, int atOne) {
            return new int[] {(atOne + atMinusOne) * 4 % Q, (atOne - atMinusOne + Q) * 4 % Q};
        }

        private static int power(int exponent) {
            int power = 1;
            for (int i = 0; i < exponent; i++) {
                power *= Q;
            }
            return power;
        }
    }
}
