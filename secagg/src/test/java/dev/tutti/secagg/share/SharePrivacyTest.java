package dev.tutti.secagg.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A share is a·secrets + b·randomness. Some members' shares are independent of the secrets exactly when their rows of b
 * are linearly independent: then for any secrets every combination of shares is equally likely. Tried for every subset.
 */
final class SharePrivacyTest {
    @ParameterizedTest
    @CsvSource({"4, 1, 1, 2", "5, 1, 1, 3", "8, 1, 2, 2", "8, 2, 2, 4", "12, 2, 2, 4", "16, 2, 4, 4"})
    void everySubsetOfThePrivacyThresholdIsIndependentOfTheSecrets(int members, int corrupt, int k, int tPriv) {
        int[][] randomness = randomnessOf(members, corrupt, k, tPriv);
        List<int[]> subsets = subsets(members, tPriv);
        for (int[] subset : subsets) {
            assertThat(Rank.of(rows(randomness, subset))).isEqualTo(tPriv);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 1, 1, 3", "8, 1, 2, 2", "12, 2, 2, 4"})
    void oneMemberMoreLearnsACombinationOfTheSecrets(int members, int corrupt, int k, int tPriv) {
        int[][] randomness = randomnessOf(members, corrupt, k, tPriv);
        for (int[] subset : subsets(members, tPriv + 1)) {
            assertThat(Rank.of(rows(randomness, subset))).isEqualTo(tPriv);
        }
    }

    /** Row per member: what each of the t_priv random values adds to its share. */
    private static int[][] randomnessOf(int members, int corrupt, int k, int tPriv) {
        CommitteeParameters committee = new CommitteeParameters(members, corrupt, k, tPriv, tPriv + k, members);
        int[][] result = new int[members][tPriv];
        for (int i = 0; i < tPriv; i++) {
            int[][] blocks = new int[5][tPriv + k];
            blocks[0][k + i] = 1;
            SecretSharing sharing = new SecretSharing(committee, blocks);
            for (int member = 1; member <= members; member++) {
                result[member - 1][i] = sharing.sharesOf(member)[0];
            }
        }
        return result;
    }

    private static int[][] rows(int[][] matrix, int[] subset) {
        int[][] rows = new int[subset.length][];
        for (int i = 0; i < subset.length; i++) {
            rows[i] = matrix[subset[i]].clone();
        }
        return rows;
    }

    static List<int[]> subsets(int n, int size) {
        List<int[]> subsets = new ArrayList<>();
        for (int mask = 0; mask < 1 << n; mask++) {
            if (Integer.bitCount(mask) == size) {
                int[] subset = new int[size];
                int at = 0;
                for (int i = 0; i < n; i++) {
                    if ((mask >> i & 1) == 1) {
                        subset[at++] = i;
                    }
                }
                subsets.add(subset);
            }
        }
        return subsets;
    }
}
