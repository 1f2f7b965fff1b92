package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.device.fixture.ColludingMember;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operator gains by terms below a device's floor (docs/protocol.md, "Device, before it masks"): the victim's
 * update, by a cohort of two of which one is its own, by the few colluding members that it could place, or by a recording
 * and keys that do not last.
 */
final class BelowTheFloorAttackTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final SignedModel model = operator.publishNext();
    private final TrainedUpdate update = TestDevice.trained(model, 1);
    private final TestDevice victim;
    private final TestDevice accomplice;
    private Optional<SignedModel> live = Optional.empty();

    BelowTheFloorAttackTest(@TempDir Path directory) {
        victim = TestDevice.enrolled(operator, directory.resolve("victim"), clock);
        accomplice = TestDevice.enrolled(operator, directory.resolve("accomplice"), clock);
    }

    @AfterEach
    void closeDevices() {
        victim.close();
        accomplice.close();
    }

    @Test
    void inACohortOfTwoTheOtherContributorLearnsTheVictimsUpdate() {
        List<TestMember> members = operator.committee();
        OpenRound round = cohortOfTwo(members);
        assertThat(joins(without(JoinFault.TOO_FEW_CONTRIBUTORS, floorOfThree()), round))
                .isEmpty();

        TrainedUpdate known = TestDevice.trained(model, 2);
        List<MaskedUpdate> sealed =
                TestDevice.sorted(List.of(victim.mask(update, round), accomplice.mask(known, round)));
        TestJob job = new TestJob(round.terms());
        SliceSum sum = job.sum(sealed, job.open(sealed, members, operator.credentials(), clock.millis()));
        long[] own = TestDevice.encoded(known, round.terms());
        long[] difference = new long[TestOperator.DIMENSION];
        Arrays.setAll(difference, i -> sum.parameters()[i] - own[i]);

        assertThat(difference).isEqualTo(TestDevice.encoded(update, round.terms()));
    }

    @Test
    void aCohortOfTwoIsRefusedByADeviceThatAsksForThree() {
        OpenRound round = cohortOfTwo(operator.committee());
        assertThat(joins(check(floorOfThree()), round)).hasValue(JoinFault.TOO_FEW_CONTRIBUTORS);
    }

    @Test
    void aloneOnABaseThatTellsTheVictimIsAddedToUpdatesThatTheOperatorKnows() {
        List<TestMember> members = operator.committee();
        OpenRound round = twoBases(members);
        assertThat(joins(without(JoinFault.TOO_FEW_PER_BASE, floorOfTwoPerBase()), round))
                .isEmpty();

        // On the first base every unit is saturated: whatever the examples, training gives what the operator computed.
        TrainedUpdate saturated = TestDevice.trained(model, 2);
        TrainedUpdate alone = TestDevice.trained(live(), 1);
        List<MaskedUpdate> sealed =
                TestDevice.sorted(List.of(victim.mask(alone, round), accomplice.mask(saturated, round)));
        TestJob job = new TestJob(round.terms());
        SliceSum sum = job.sum(sealed, job.open(sealed, members, operator.credentials(), clock.millis()));
        long[] known = TestDevice.encoded(saturated, round.terms());
        long[] difference = new long[TestOperator.DIMENSION];
        Arrays.setAll(difference, i -> sum.parameters()[i] - known[i]);

        assertThat(difference).isEqualTo(TestDevice.encoded(alone, round.terms()));
    }

    @Test
    void aRoundThatMayLeaveADeviceAloneOnItsBaseIsRefused() {
        OpenRound round = twoBases(operator.committee());
        assertThat(joins(check(floorOfTwoPerBase()), round)).hasValue(JoinFault.TOO_FEW_PER_BASE);
    }

    /** An X25519 secret is a function of its public key: who learns to compute it has every key of every committee. */
    @Test
    void whatWasSealedToOldKeysIsOpenedFromARecordingByWhoBreaksThemLater() {
        List<ColludingMember> broken = ColludingMember.enrolled(TestOperator.MEMBERS, operator, expiry());
        OpenRound round = terms(TestOperator.MEMBERS, broken);
        assertThat(joins(without(JoinFault.SEALING_BELOW_FLOOR, floorOfXWing()), round))
                .isEmpty();

        MaskedUpdate recorded = victim.mask(update, round);

        assertThat(ColludingMember.openAlone(round.terms(), recorded, broken))
                .isEqualTo(TestDevice.encoded(update, round.terms()));
    }

    @Test
    void aCommitteeWithOldKeysIsRefusedByADeviceThatAsksForXWing() {
        List<ColludingMember> members = ColludingMember.enrolled(TestOperator.MEMBERS, operator, expiry());
        assertThat(joins(check(floorOfXWing()), terms(TestOperator.MEMBERS, members)))
                .hasValue(JoinFault.SEALING_BELOW_FLOOR);
    }

    @ParameterizedTest
    @EnumSource(WeakCommittee.class)
    void throughAWeakCommitteeAFewColludingMembersOpenTheVictimsUpdateAlone(WeakCommittee weak) {
        List<ColludingMember> placed = ColludingMember.enrolled(weak.colluding, operator, expiry());
        OpenRound round = weak.announce(operator, placed);
        assertThat(joins(without(weak.fault, weak.floor()), round)).isEmpty();

        MaskedUpdate masked = victim.mask(update, round);

        assertThat(ColludingMember.openAlone(round.terms(), masked, placed))
                .isEqualTo(TestDevice.encoded(update, round.terms()));
    }

    @ParameterizedTest
    @EnumSource(WeakCommittee.class)
    void aWeakCommitteeIsRefused(WeakCommittee weak) {
        List<ColludingMember> placed = ColludingMember.enrolled(weak.colluding, operator, expiry());
        assertThat(joins(check(weak.floor()), weak.announce(operator, placed))).hasValue(weak.fault);
    }

    @ParameterizedTest
    @EnumSource(WeakCommittee.class)
    void throughACommitteeAtTheFloorTheSameMembersLearnNothing(WeakCommittee weak) {
        List<ColludingMember> placed = ColludingMember.enrolled(weak.colluding, operator, expiry());
        OpenRound round = terms(weak.leastMembers, placed);
        assertThat(joins(check(weak.floor()), round)).isEmpty();

        CommitteeOpening.Result result = ColludingMember.pool(round.terms(), victim.mask(update, round), placed);

        assertThat(((CommitteeOpening.Failed) result).reason()).isEqualTo(CommitteeOpening.Reason.TOO_FEW_REPLIES);
    }

    /** A committee weak in one respect, and how many colluding members it takes. */
    private enum WeakCommittee {
        TOO_SMALL(JoinFault.TOO_FEW_MEMBERS, 3, 8),
        WITHSTANDS_NOBODY(JoinFault.TOO_FEW_CORRUPT, 2, 4),
        SHARES_WITHOUT_MARGIN(JoinFault.PRIVACY_THRESHOLD_TOO_LOW, 2, 4);

        private final JoinFault fault;
        private final int colluding;
        private final int leastMembers;

        WeakCommittee(JoinFault fault, int colluding, int leastMembers) {
            this.fault = fault;
            this.colluding = colluding;
            this.leastMembers = leastMembers;
        }

        private CommitteeParameters parameters() {
            return switch (this) {
                case TOO_SMALL -> new CommitteeParameters(3, 1, 1, 2, 3, 3);
                case WITHSTANDS_NOBODY -> new CommitteeParameters(4, 0, 1, 1, 2, 3);
                case SHARES_WITHOUT_MARGIN -> new CommitteeParameters(4, 1, 1, 1, 2, 3);
            };
        }

        PrivacyFloor floor() {
            return TestOperator.floor().atLeastCommittee(leastMembers, 1);
        }

        OpenRound announce(TestOperator operator, List<ColludingMember> placed) {
            Announcement sound = seated(operator, placed, TestOperator.MEMBERS);
            Announcement weak = Terms.withCommittee(
                    sound, parameters(), sound.seats().subList(0, parameters().members()));
            return new OpenRound(weak, weak.digest());
        }
    }

    private static Announcement seated(TestOperator operator, List<ColludingMember> placed, int members) {
        List<Seat> seats = new ArrayList<>();
        for (int index = 1; index <= members; index++) {
            seats.add(new Seat(
                    index,
                    index <= placed.size()
                            ? placed.get(index - 1).checkIn()
                            : operator.member().checkIn()));
        }
        return operator.terms(1, 1, seats.stream().map(Seat::checkIn).toList());
    }

    private OpenRound terms(int members, List<ColludingMember> placed) {
        Announcement terms = seated(operator, placed, members);
        return new OpenRound(terms, terms.digest());
    }

    private OpenRound cohortOfTwo(List<TestMember> members) {
        Announcement terms =
                operator.terms(1, 1, members.stream().map(TestMember::checkIn).toList());
        assertThat(terms.limits().minContributors()).isEqualTo(2);
        return new OpenRound(terms, terms.digest());
    }

    /** The second model of the chain, published once. */
    private SignedModel live() {
        if (live.isEmpty()) {
            live = Optional.of(operator.publishNext());
        }
        return live.get();
    }

    private OpenRound twoBases(List<TestMember> members) {
        SignedModel second = live();
        Announcement newest =
                operator.terms(1, 1, members.stream().map(TestMember::checkIn).toList());
        Announcement both = Terms.withBases(newest, List.of(model.asBase(), second.asBase()));
        return new OpenRound(both, both.digest());
    }

    private static PrivacyFloor floorOfTwoPerBase() {
        return TestOperator.floor().atLeastPerBase(2);
    }

    private static PrivacyFloor floorOfXWing() {
        return TestOperator.floor().atLeastSealing(ShareSealing.HPKE_X_WING);
    }

    private static PrivacyFloor floorOfThree() {
        return TestOperator.floor().atLeastContributors(3);
    }

    private AnnouncementCheck check(PrivacyFloor floor) {
        return new AnnouncementCheck(TestOperator.POPULATION, operator.trust(), floor);
    }

    private AnnouncementCheck without(JoinFault fault, PrivacyFloor floor) {
        return AnnouncementCheck.without(fault, TestOperator.POPULATION, operator.trust(), floor);
    }

    private Optional<JoinFault> joins(AnnouncementCheck check, OpenRound round) {
        return check.check(round, clock.millis()).map(JoinRefusal::fault);
    }

    private long expiry() {
        return clock.millis() + 3_600_000;
    }
}
