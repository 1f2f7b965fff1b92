package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The operator collects the votes and answers for U, makes an honest member crash, and asks it after its restart to vote
 * for U without the victim. A member whose keys had outlived the crash, but not its memory of having voted, would vote
 * again, and with one corrupt member that makes a second certificate at the full quorum. So keys live in memory only.
 */
final class RestartedVoterTest {
    private static final int CRASHED = 2;
    private static final int CORRUPT = 4;

    /** m = 4, t = 1, v = 3, r = 3. */
    private final TwoCohorts cohorts = new TwoCohorts(4, 1);

    private final Round before = cohorts.committee(CommitteeMember::new);
    private final Map<Integer, int[]> sumsOfAll = sumsOfAll();

    @Test
    void withKeysThatOutlivedTheCrashItVotesAgainAndTheVictimsUpdateFallsOut() {
        Round after = after(TwoCohorts.keys(CRASHED));
        List<SignedVote> votes = TwoCohorts.votes(after, cohorts.withoutVictim, 3, CRASHED, CORRUPT);
        QuorumCertificate second = cohorts.certificate(cohorts.withoutVictim, votes);
        assertThat(second.isValidFor(cohorts.round.announcement())).isTrue();
        Map<Integer, int[]> sums = TwoCohorts.sums(after, second, 3, CRASHED, CORRUPT);
        assertThat(cohorts.difference(sumsOfAll, sums)).containsExactly(cohorts.victimsUpdate);
    }

    @Test
    void aMemberThatRestartedHasNoSeatSoTheSecondCohortStaysOneVoteShort() {
        Round after = after(Population.seeded(35));
        assertThat(after.askToVote(CRASHED, cohorts.withoutVictim))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.NOT_MY_SEAT));
        List<SignedVote> votes = new ArrayList<>(TwoCohorts.votes(after, cohorts.withoutVictim, 3, CORRUPT));
        QuorumCertificate second = cohorts.certificate(cohorts.withoutVictim, votes);
        assertThat(second.isValidFor(cohorts.round.announcement())).isFalse();
        assertThat(TwoCohorts.sums(after, second, 3, CRASHED)).isEmpty();
    }

    @Test
    void aMemberThatDidNotCrashRemembersItsVote() {
        assertThat(before.askToVote(1, cohorts.withoutVictim))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.ALREADY_ANSWERED));
        Round voted = cohorts.committee(CommitteeMember::new);
        TwoCohorts.votes(voted, cohorts.all, 1);
        assertThat(voted.askToVote(1, cohorts.withoutVictim))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.ALREADY_VOTED));
    }

    private Map<Integer, int[]> sumsOfAll() {
        List<SignedVote> votes = TwoCohorts.votes(before, cohorts.all, 1, CRASHED, CORRUPT);
        return TwoCohorts.sums(before, cohorts.certificate(cohorts.all, votes), 1, CRASHED, CORRUPT);
    }

    /** Member 3 has not been asked before; the corrupt one has its keys in as many copies as it likes. */
    private Round after(SecureRandom keysOfCrashed) {
        return cohorts.round.answeredBy(
                seat -> new CommitteeMember(seat == CRASHED ? keysOfCrashed : TwoCohorts.keys(seat)));
    }
}
