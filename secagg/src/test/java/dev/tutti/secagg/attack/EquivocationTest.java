package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.statement.CertificateFault;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The operator seals two cohorts for one announcement: U, and U without its victim. It tells some honest members of the
 * one and the rest of the other, and its t corrupt members vote and answer for both. With two certificates it would open
 * both sums, and their difference is the victim's update.
 */
final class EquivocationTest {
    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2"})
    void withAQuorumOneLowerBothCohortsOpenAndTheirDifferenceIsTheVictimsUpdate(int members, int corrupt) {
        TwoCohorts cohorts = new TwoCohorts(members, corrupt);
        int quorum = cohorts.round.announcement().committee().quorum();
        CarelessMember careless = CarelessMember.certifiedBy(quorum - 1);
        Split split = split(cohorts, corrupt, (members - corrupt) / 2, careless::member);
        assertThat(cohorts.difference(split.all, split.withoutVictim)).containsExactly(cohorts.victimsUpdate);
    }

    @Test
    void atTheQuorumAtMostOneCohortOpensHoweverTheHonestMembersAreSplit() {
        TwoCohorts cohorts = new TwoCohorts(8, 1);
        int opened = 0;
        for (int honest = 0; honest <= 7; honest++) {
            Split split = split(cohorts, 1, honest, CommitteeMember::new);
            // The corrupt member answers whatever the votes; its one sum is not the r = 4 that it takes.
            boolean one = split.all.size() > 1;
            boolean other = split.withoutVictim.size() > 1;
            assertThat(one && other).as("split %d", honest).isFalse();
            opened += one || other ? 1 : 0;
        }
        // Where one side has a quorum, the round goes on with that one.
        assertThat(opened).isEqualTo(8);
    }

    @Test
    void anAnnouncedQuorumOneLowerIsRefusedByDeviceMemberAndCertificate() {
        Terms terms = Terms.of(8, 1);
        CommitteeParameters weak = new CommitteeParameters(8, 1, 2, 2, 4, 4);
        Population population = new Population(34);
        Round round = new Round(population, terms.withCommittee(weak));
        assertThatThrownBy(() -> round.contribute(population.enrol(), round.randomSlots(new Random(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WEAK_COMMITTEE");
        List<MaskedUpdate> updates = new Round(population, terms).contributions(3, new Random(2));
        assertThat(round.askToVote(1, updates)).isEqualTo(new VoteDecision.Refused(RefusalReason.UNSOUND_PARAMETERS));
        Round sound = new Round(population, terms);
        QuorumCertificate certificate = sound.certify(sound.contributions(3, new Random(3)));
        assertThat(certificate.fault(sound.announcement())).isEmpty();
        assertThat(certificate.fault(round.announcement())).contains(CertificateFault.NOT_UNIQUE);
    }

    private record Split(Map<Integer, int[]> all, Map<Integer, int[]> withoutVictim) {}

    /** The first {@code honest} members hear of U, the other honest ones of U without the victim, the last t of both. */
    private static Split split(
            TwoCohorts cohorts, int corrupt, int honest, Function<SecureRandom, CommitteeMember> kind) {
        int members = cohorts.round.announcement().seats().size();
        int[] ones = IntStream.rangeClosed(1, members)
                .filter(seat -> seat <= honest || seat > members - corrupt)
                .toArray();
        int[] others = IntStream.rangeClosed(honest + 1, members).toArray();
        return new Split(
                opened(cohorts, cohorts.all, ones, members - corrupt, kind),
                opened(cohorts, cohorts.withoutVictim, others, members - corrupt, kind));
    }

    private static Map<Integer, int[]> opened(
            TwoCohorts cohorts,
            List<MaskedUpdate> updates,
            int[] seats,
            int lastHonest,
            Function<SecureRandom, CommitteeMember> kind) {
        // A corrupt member opens whatever it likes.
        CarelessMember corrupt = CarelessMember.certifiedBy(1);
        Round committee = cohorts.round.answeredBy(
                seat -> seat > lastHonest ? corrupt.member(TwoCohorts.keys(seat)) : kind.apply(TwoCohorts.keys(seat)));
        QuorumCertificate certificate = cohorts.certificate(updates, TwoCohorts.votes(committee, updates, seats));
        return TwoCohorts.sums(committee, certificate, seats);
    }
}
