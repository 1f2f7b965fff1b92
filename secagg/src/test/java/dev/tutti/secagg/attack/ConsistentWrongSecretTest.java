package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.DishonestDevice;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A device shares, consistently, another secret than it masked with. Its degree proof holds, so no member can complain, and
 * every member opens. What is left is that its cohort burns: {@code unmask.CulpritSearch} finds it by that over rounds, and
 * {@code CulpritSearchTest} has what coalitions can do about it.
 */
final class ConsistentWrongSecretTest {
    @Test
    void nobodyCanComplainAndTheCohortBurnsByItsResidue() {
        Population population = new Population(12);
        for (Terms terms : List.of(Terms.of(8, 1), Terms.overTwoPrimes(8, 1))) {
            Round round = new Round(population, terms);
            Announcement announcement = round.announcement();
            List<MaskedUpdate> updates = new ArrayList<>(round.contributions(4, new Random(1)));
            MaskedUpdate model = updates.remove(0);
            // Shares of zero, with the proof that belongs to them.
            updates.add(new DishonestDevice(population, announcement).withShares(model, (member, shares) -> shares));
            List<MaskedUpdate> sealed = Round.sorted(updates);

            List<SignedVote> votes = round.votes(sealed, Round.cohort(sealed).root());
            assertThat(votes)
                    .hasSize(8)
                    .allSatisfy(
                            vote -> assertThat(vote.statement().complaints()).isEmpty());
            QuorumCertificate certificate =
                    round.certificate(Round.cohort(sealed).root(), votes);
            CommitteeOpening.Recovered recovered =
                    (CommitteeOpening.Recovered) CommitteeOpening.recover(announcement, 4, round.open(certificate));
            assertThat(recovered.liars()).isEmpty();
            assertThat(SliceOpening.open(
                            announcement, 0, round.maskedSum(sealed, 0), recovered.secretSum(), sealed.size()))
                    .isEqualTo(new SliceOpening.Failed(SliceOpening.Reason.RESIDUE_BOUND));
        }
    }
}
