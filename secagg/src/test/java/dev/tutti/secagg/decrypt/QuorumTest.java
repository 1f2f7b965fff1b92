package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.share.SecretRecovery;
import dev.tutti.secagg.share.SecretSharing;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a quorum is more than (m+t)/2, with the corrupt members voting for everything. */
final class QuorumTest {
    private static final Digest ONE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER = Digest.sha256(new byte[] {2});

    @ParameterizedTest
    @CsvSource({"4, 1", "8, 1", "9, 2", "16, 2", "32, 3", "64, 6"})
    void twoRootsCannotBothGetAQuorumHoweverTheHonestMembersAreSplit(int members, int corrupt) {
        int quorum = planned(members, corrupt).quorum();
        for (int split = 0; split <= members - corrupt; split++) {
            Map<Digest, Integer> votes = votes(members, corrupt, split);
            assertThat(votes.values().stream().filter(count -> count >= quorum)).hasSizeLessThan(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "8, 1", "9, 2", "16, 2", "32, 3", "64, 6"})
    void oneVoteFewerWouldLetTwoRootsBeCertified(int members, int corrupt) {
        int weaker = planned(members, corrupt).quorum() - 1;
        boolean both = false;
        for (int split = 0; split <= members - corrupt; split++) {
            both |= votes(members, corrupt, split).values().stream().allMatch(count -> count >= weaker);
        }
        assertThat(both).isTrue();
        assertThat(new CommitteeParameters(members, corrupt, 1, corrupt, corrupt + 1, weaker).quorumIsUnique())
                .isFalse();
    }

    /**
     * What two certificates would cost: half of the members open U, the other half U without one device, the corrupt
     * ones both. With r at most that many replies each, the difference is that device's secret.
     */
    @Test
    void twoCertifiedCohortsWouldRevealOneDevicesSecret() {
        CommitteeParameters committee = new CommitteeParameters(8, 1, 2, 2, 4, 4);
        assertThat(committee.quorumIsUnique()).isFalse();
        int[] victim = {5, -3, 12, 0};
        SecretSharing victims = SecretSharing.of(victim, committee, Population.seeded(1));
        SecretSharing others = SecretSharing.of(new int[] {1, 1, -7, 9}, committee, Population.seeded(2));
        SortedMap<Integer, int[]> all = new TreeMap<>();
        SortedMap<Integer, int[]> without = new TreeMap<>();
        for (int member = 1; member <= 8; member++) {
            int[] rest = Arrays.copyOf(others.sharesOf(member), 2);
            if (member <= 4) {
                int[] own = victims.sharesOf(member);
                int[] sum = new int[2];
                Arrays.setAll(sum, b -> PrimeField.add(rest[b], own[b]));
                all.put(member, sum);
            } else {
                without.put(member, rest);
            }
        }
        int[] opened = new SecretRecovery(committee, all).secret(new TreeSet<>());
        int[] openedWithout = new SecretRecovery(committee, without).secret(new TreeSet<>());
        int[] difference = new int[4];
        Arrays.setAll(difference, i -> opened[i] - openedWithout[i]);
        assertThat(difference).containsExactly(victim);
    }

    private static Map<Digest, Integer> votes(int members, int corrupt, int split) {
        Map<Digest, Integer> votes = new HashMap<>();
        votes.put(ONE, split + corrupt);
        votes.put(OTHER, members - corrupt - split + corrupt);
        return votes;
    }

    private static CommitteeParameters planned(int members, int corrupt) {
        return ParameterPlanner.plan(new ParameterRequest(100, 8, 1000, members, corrupt, 0, 1))
                .committee();
    }
}
