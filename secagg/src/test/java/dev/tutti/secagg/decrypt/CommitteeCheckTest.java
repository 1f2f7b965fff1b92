package dev.tutti.secagg.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.Terms;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommitteeCheckTest {
    private final Population population = new Population(1);
    private final Terms terms = Terms.of(4, 1);
    private final List<Seat> seats = new Round(population, terms).announcement().seats();
    private final TestDevice device = population.enrol();
    private final CommitteeMember keys = new CommitteeMember(population.random());
    private final CheckInStatement honest = keys.checkIn(
            Population.NAME, device.id(), device.credential().credential().digest(), Population.NOW + 1);

    @Test
    void distinctDevicesThatOfferedTheirKeysAreACommittee() {
        assertThat(check(signed(honest))).isEmpty();
    }

    @Test
    void oneDeviceInTwoSeatsIsRefused() {
        assertThat(check(seats.get(0).checkIn())).contains(CommitteeFault.NOT_DISTINCT);
    }

    @Test
    void oneKeyInTwoSeatsIsRefused() {
        CheckInStatement other = seats.get(0).checkIn().statement();
        assertThat(check(signed(with(other.sealingKey(), honest.votingKey())))).contains(CommitteeFault.NOT_DISTINCT);
        assertThat(check(signed(with(honest.sealingKey(), other.votingKey())))).contains(CommitteeFault.NOT_DISTINCT);
    }

    @Test
    void aCheckInForAnotherPopulationIsRefused() {
        assertThat(check(signed(keys.checkIn("other", device.id(), honest.credentialHash(), Population.NOW + 1))))
                .contains(CommitteeFault.WRONG_CHECK_IN);
    }

    @Test
    void anOfferThatHadRunOutWhenTheRoundOpenedIsRefused() {
        assertThat(check(signed(keys.checkIn(Population.NAME, device.id(), honest.credentialHash(), Population.NOW))))
                .contains(CommitteeFault.WRONG_CHECK_IN);
    }

    @Test
    void aCheckInUnderAnothersCredentialIsRefused() {
        TestDevice other = population.enrol();
        assertThat(check(new SignedCheckIn(honest, other.sign(honest.encode()), other.credential())))
                .contains(CommitteeFault.WRONG_CHECK_IN);
    }

    @Test
    void aDeviceNobodyEnrolledIsRefused() {
        TestDevice stranger = new Population(2).enrol();
        CheckInStatement statement = keys.checkIn(
                Population.NAME,
                stranger.id(),
                stranger.credential().credential().digest(),
                Population.NOW + 1);
        assertThat(check(new SignedCheckIn(statement, stranger.sign(statement.encode()), stranger.credential())))
                .contains(CommitteeFault.BAD_CREDENTIAL);
    }

    @Test
    void keysTheDeviceDidNotSignAreRefused() {
        CommitteeMember operators = new CommitteeMember(population.random());
        CheckInStatement planted =
                operators.checkIn(Population.NAME, device.id(), honest.credentialHash(), Population.NOW + 1);
        assertThat(check(new SignedCheckIn(planted, device.sign(honest.encode()), device.credential())))
                .contains(CommitteeFault.BAD_SIGNATURE);
    }

    @Test
    void aSealingKeyOfSmallOrderIsRefused() {
        assertThat(check(signed(with(new byte[32], honest.votingKey())))).contains(CommitteeFault.BAD_KEY);
    }

    private CheckInStatement with(byte[] sealingKey, byte[] votingKey) {
        return new CheckInStatement(
                Population.NAME, device.id(), sealingKey, votingKey, Population.NOW + 1, honest.credentialHash());
    }

    private SignedCheckIn signed(CheckInStatement statement) {
        return new SignedCheckIn(statement, device.sign(statement.encode()), device.credential());
    }

    /** The committee with this check-in in its last seat. */
    private Optional<CommitteeFault> check(SignedCheckIn last) {
        List<Seat> changed = new ArrayList<>(seats);
        changed.set(3, new Seat(4, last));
        return CommitteeCheck.check(terms.announce(changed), population.trust(), Population.NOW);
    }
}
