package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The operator asks every member to vote for the same root, but shows half of them U and the other half U without its
 * victim. A member that took the root on trust would sum the shares it was shown, and the one certificate, perfectly
 * valid, would open both sums. So each member computes the root from what it was shown.
 */
final class OneRootTwoCohortsTest {
    private final TwoCohorts cohorts = new TwoCohorts(8, 1);
    private final Digest root = Round.cohort(cohorts.all).root();

    @Test
    void membersThatTookTheRootOnTrustWouldOpenBothCohortsOnOneCertificate() {
        Round committee = cohorts.committee(CarelessMember.blindTo(RefusalReason.ROOT_MISMATCH)::member);
        List<SignedVote> votes = new ArrayList<>();
        for (int seat = 1; seat <= 8; seat++) {
            votes.add(((VoteDecision.Voted) ask(committee, seat)).vote());
        }
        QuorumCertificate certificate = cohorts.certificate(cohorts.all, votes);
        assertThat(certificate.isValidFor(cohorts.round.announcement())).isTrue();
        Map<Integer, int[]> one = TwoCohorts.sums(committee, certificate, 1, 2, 3, 4);
        Map<Integer, int[]> other = TwoCohorts.sums(committee, certificate, 5, 6, 7, 8);
        assertThat(cohorts.difference(one, other)).containsExactly(cohorts.victimsUpdate);
    }

    @Test
    void aMemberThatIsShownOtherContributorsThanTheRootsRefuses() {
        Round committee = cohorts.committee(CommitteeMember::new);
        for (int seat = 1; seat <= 8; seat++) {
            if (seat <= 4) {
                assertThat(ask(committee, seat)).isInstanceOf(VoteDecision.Voted.class);
            } else {
                assertThat(ask(committee, seat)).isEqualTo(new VoteDecision.Refused(RefusalReason.ROOT_MISMATCH));
            }
        }
    }

    private VoteDecision ask(Round committee, int seat) {
        return committee.askToVote(seat, seat <= 4 ? cohorts.all : cohorts.withoutVictim, root);
    }
}
