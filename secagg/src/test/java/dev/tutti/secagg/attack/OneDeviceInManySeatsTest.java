package dev.tutti.secagg.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.decrypt.CarelessCommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeFault;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One corrupt device checks in four times with four pairs of keys, and the operator seats it four times: with r = 4 of
 * the eight shares that a victim seals, it needs no vote, no certificate and no cohort. It reads the victim's mask secret,
 * and with that the update. So a device masks only for a committee of distinct devices and keys, and members vote in no
 * other.
 */
final class OneDeviceInManySeatsTest {
    private final Population population = new Population(91);
    private final Terms terms = Terms.of(8, 1);
    private final TestDevice corrupt = population.enrol();
    private final Collusion collusion = new Collusion();
    private final CommitteeMember honest = new CommitteeMember(population.random());
    private final TestDevice victim = population.enrol();

    @Test
    void aDeviceThatMaskedForSuchACommitteeWouldBeReadByItAlone() {
        Round round = seating(4);
        assertThat(CarelessCommitteeCheck.check(
                        round.announcement(), population.trust(), Population.NOW, CommitteeFault.NOT_DISTINCT))
                .isEmpty();
        int[] slots = round.randomSlots(new Random(1));
        MaskedUpdate update = round.contribute(victim, slots);
        int[] secret = collusion.secretOf(round.announcement(), update).orElseThrow();
        assertThat(Opening.of(round, List.of(update), secret)).containsExactly(Opening.parameters(round, slots));
    }

    @Test
    void suchACommitteeIsRefusedByTheDeviceAndByEveryHonestMember() {
        Round round = seating(4);
        assertThat(CommitteeCheck.check(round.announcement(), population.trust(), Population.NOW))
                .contains(CommitteeFault.NOT_DISTINCT);
        List<MaskedUpdate> cohort = round.contributions(3, new Random(2));
        assertThat(honest.vote(
                        round.announcement(),
                        8,
                        Round.evidence(cohort, 8),
                        Round.cohort(cohort).root(),
                        Round.FLOOR,
                        population.trust(),
                        Population.NOW))
                .isEqualTo(new VoteDecision.Refused(RefusalReason.BAD_COMMITTEE));
    }

    @Test
    void inTheOneSeatThatIsItsDueItReadsNothing() {
        Round round = seating(1);
        assertThat(CommitteeCheck.check(round.announcement(), population.trust(), Population.NOW))
                .isEmpty();
        MaskedUpdate update = round.contribute(victim, round.randomSlots(new Random(1)));
        assertThat(collusion.secretOf(round.announcement(), update)).isEmpty();
    }

    /** The corrupt device in the first seats, an honest member in the last. */
    private Round seating(int corruptSeats) {
        List<Seat> seats = new ArrayList<>();
        for (int seat = 1; seat < 8; seat++) {
            seats.add(
                    seat <= corruptSeats
                            ? collusion.seat(seat, corrupt, population)
                            : new Seat(
                                    seat, Round.checkIn(population.enrol(), new CommitteeMember(population.random()))));
        }
        seats.add(new Seat(8, Round.checkIn(population.enrol(), honest)));
        return new Round(population, terms).seating(seats, terms);
    }
}
