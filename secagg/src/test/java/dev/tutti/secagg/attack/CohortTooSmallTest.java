package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CarelessMember;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.update.MaskedUpdate;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The operator owns one enrolled device, where n_min = 3 asks it for two beside the victim. It seals the victim with that
 * one device alone, or with that one device twice under two upload ids, and takes its own updates off the opened sum; or
 * it announces n_min = 1. So a cohort has n_min contributors, each is another device, and members have a least n_min.
 */
final class CohortTooSmallTest {
    private static final Digest ANY_ROOT = Digest.sha256(new byte[] {1});

    private final Population population = new Population(51);
    private final TestDevice victim = population.enrol();
    private final TestDevice operators = population.enrol();

    @Test
    void oneContributorBelowTheMinimumWouldLeaveTheVictimAlone() {
        Round round = round(CarelessMember.blindTo(RefusalReason.COHORT_TOO_SMALL)::member);
        List<MaskedUpdate> cohort = Round.sorted(List.of(victims(round), operators(round, 1)));
        long[] sum = Opening.of(round, cohort, round.open(round.certify(cohort)));
        assertThat(Opening.without(sum, known(round, 1))).containsExactly(known(round, 0));
    }

    @Test
    void oneContributorBelowTheMinimumIsRefused() {
        Round round = round(CommitteeMember::new);
        List<MaskedUpdate> cohort = Round.sorted(List.of(victims(round), operators(round, 1)));
        assertThat(round.askToVote(1, cohort)).isEqualTo(new VoteDecision.Refused(RefusalReason.COHORT_TOO_SMALL));
    }

    @Test
    void anAnnouncedMinimumOfOneWouldOpenTheVictimAloneButForTheMembersOwnFloor() {
        CarelessMember careless = CarelessMember.blindTo(RefusalReason.BELOW_FLOOR);
        Terms terms = Terms.of(4, 1).withLimits(new CohortLimits(1, 128, 1));
        Round blind = new Round(population, terms, seat -> careless.member(population.random()));
        List<MaskedUpdate> alone = List.of(victims(blind));
        assertThat(Opening.of(blind, alone, blind.open(blind.certify(alone)))).containsExactly(known(blind, 0));
        Round round = new Round(population, terms);
        assertThat(round.askToVote(1, List.of(victims(round))))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.BELOW_FLOOR));
    }

    /** Two locks: the member's own check, and that a root over one device twice does not exist. */
    @Test
    void oneDeviceTwiceWouldLeaveTheVictimAloneToo() {
        Round round =
                round(CarelessMember.blindTo(RefusalReason.COHORT_NOT_DISTINCT, RefusalReason.ROOT_MISMATCH)::member);
        List<MaskedUpdate> cohort = withOneDeviceTwice(round);
        long[] sum = Opening.of(round, cohort, round.open(round.certificate(ANY_ROOT, round.votes(cohort, ANY_ROOT))));
        assertThat(Opening.without(sum, known(round, 1), known(round, 2))).containsExactly(known(round, 0));
    }

    @Test
    void oneDeviceTwiceIsRefusedByEitherLockAlone() {
        Round first = round(CarelessMember.blindTo(RefusalReason.ROOT_MISMATCH)::member);
        assertThat(first.askToVote(1, withOneDeviceTwice(first), ANY_ROOT))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.COHORT_NOT_DISTINCT));
        Round second = round(CarelessMember.blindTo(RefusalReason.COHORT_NOT_DISTINCT)::member);
        List<MaskedUpdate> cohort = withOneDeviceTwice(second);
        assertThatThrownBy(() -> second.askToVote(1, cohort, ANY_ROOT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("once");
        Round both = round(CommitteeMember::new);
        assertThat(both.askToVote(1, withOneDeviceTwice(both), ANY_ROOT))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.COHORT_NOT_DISTINCT));
    }

    private Round round(Function<SecureRandom, CommitteeMember> kind) {
        return new Round(population, Terms.of(4, 1), seat -> kind.apply(population.random()));
    }

    private List<MaskedUpdate> withOneDeviceTwice(Round round) {
        return Round.sorted(List.of(victims(round), operators(round, 1), operators(round, 2)));
    }

    private MaskedUpdate victims(Round round) {
        return round.contribute(victim, round.randomSlots(new Random(0)));
    }

    private MaskedUpdate operators(Round round, int values) {
        return round.contribute(operators, round.randomSlots(new Random(values)));
    }

    private static long[] known(Round round, int values) {
        return Opening.parameters(round, round.randomSlots(new Random(values)));
    }
}
