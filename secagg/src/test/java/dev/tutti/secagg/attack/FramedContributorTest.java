package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.cohort.MerkleTree;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.ComplaintTally;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The operator wants an honest contributor barred, and shows every member a sealed share in its name that the contributor
 * never made. Each member would find it bad and complain, and more than t complaints are proof of guilt. So a member first
 * checks that the contributor committed to the very share it is shown; what does not match is the operator's doing.
 */
final class FramedContributorTest {
    private final Population population = new Population(97);
    private List<MaskedUpdate> cohort = List.of();

    @Test
    void sharesTheContributorNeverMadeWouldConvictIt() {
        Round round = round(CarelessMember.blindTo(RefusalReason.SHARE_NOT_INCLUDED)::member);
        List<SignedVote> votes = new ArrayList<>();
        for (int seat = 1; seat <= 4; seat++) {
            votes.add(((VoteDecision.Voted) ask(round, seat)).vote());
        }
        assertThat(new ComplaintTally(votes, 1).guilty())
                .containsExactly(cohort.get(0).signed().statement().device());
    }

    @Test
    void sharesTheContributorNeverMadeAreNotItsFault() {
        Round round = round(CommitteeMember::new);
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(ask(round, seat)).isEqualTo(new VoteDecision.Refused(RefusalReason.SHARE_NOT_INCLUDED));
        }
    }

    private Round round(Function<SecureRandom, CommitteeMember> kind) {
        Round round = new Round(population, Terms.of(4, 1), seat -> kind.apply(population.random()));
        cohort = round.contributions(3, new Random(98));
        return round;
    }

    /** Shows a member the next member's share of the first contributor, with the best proof there is. */
    private VoteDecision ask(Round round, int seat) {
        List<ContributorEvidence> evidence = new ArrayList<>(Round.evidence(cohort, seat));
        MaskedUpdate framed = cohort.get(0);
        evidence.set(
                0,
                new ContributorEvidence(
                        framed.signed(),
                        framed.sealedShares().get(seat % 4),
                        MerkleTree.of(framed.sealedShares()).proof(seat - 1)));
        return round.member(seat)
                .vote(
                        round.announcement(),
                        seat,
                        evidence,
                        Round.cohort(cohort).root(),
                        Round.FLOOR,
                        population.trust(),
                        Population.NOW);
    }
}
