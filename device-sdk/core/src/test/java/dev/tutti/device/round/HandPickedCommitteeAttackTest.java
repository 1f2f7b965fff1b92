package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.TaskTrust;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.ColludingMember;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestSortition;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An operator that owns properly enrolled devices and seats them all in one committee (docs/protocol.md, "Choosing the
 * committee"): nothing about any single seat is wrong, and together they open whatever is sealed to them. Only lots stop
 * it, however it tries to show that its own were drawn.
 */
final class HandPickedCommitteeAttackTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final TestSortition sortition = new TestSortition(operator, clock);
    private final TaskTrust trust = operator.trust(sortition.choice(), RevokedDevices.none(), SpotChecks.none());
    private final SignedModel model = operator.publishNext();
    private final TrainedUpdate update = TestDevice.trained(model, 1);
    private final TestDevice victim;

    HandPickedCommitteeAttackTest(@TempDir Path directory) {
        victim = TestDevice.enrolled(operator, directory, clock);
    }

    @AfterEach
    void closeDevice() {
        victim.close();
    }

    @ParameterizedTest
    @EnumSource(Picking.class)
    void withoutTheCheckTheCommitteeOpensTheVictimsUpdateAlone(Picking picking) {
        Picked picked = pick(picking);
        AnnouncementCheck lax = AnnouncementCheck.without(
                JoinFault.COMMITTEE_NOT_DRAWN, TestOperator.POPULATION, trust, TestOperator.floor());
        assertThat(lax.check(picked.round(), clock.millis())).isEmpty();

        MaskedUpdate masked = victim.mask(update, picked.round());

        assertThat(ColludingMember.openAlone(picked.round().terms(), masked, picked.members()))
                .isEqualTo(TestDevice.encoded(update, picked.round().terms()));
    }

    @ParameterizedTest
    @EnumSource(Picking.class)
    void withTheCheckNothingIsMaskedForIt(Picking picking) {
        assertThat(check().check(pick(picking).round(), clock.millis()))
                .hasValue(new JoinRefusal(JoinFault.COMMITTEE_NOT_DRAWN, picking.why));
    }

    @Test
    void aCommitteeThatWasDrawnIsTakenUntilTwoBeaconsLater() {
        List<SoftwareEnclave> drawn = sortition.eligible(TestSortition.EPOCH).subList(0, TestOperator.MEMBERS);
        CommitteeProof proof = sortition.proof(TestSortition.EPOCH, drawn);
        assertThat(check().check(announce(drawn, Optional.of(proof)).round(), clock.millis()))
                .isEmpty();

        clock.advance(TestSortition.EVERY);
        assertThat(check().check(announce(drawn, Optional.of(proof)).round(), clock.millis()))
                .isEmpty();

        clock.advance(TestSortition.EVERY);
        assertThat(check().check(announce(drawn, Optional.of(proof)).round(), clock.millis()))
                .hasValue(new JoinRefusal(JoinFault.COMMITTEE_NOT_DRAWN, "NOT_CURRENT"));
    }

    @Test
    void theSameDevicesInOtherSeatsShowNothing() {
        List<SoftwareEnclave> drawn = sortition.eligible(TestSortition.EPOCH).subList(0, TestOperator.MEMBERS);
        List<SoftwareEnclave> turned = new ArrayList<>(drawn.subList(1, drawn.size()));
        turned.add(drawn.get(0));
        CommitteeProof proof = sortition.proof(TestSortition.EPOCH, turned);
        assertThat(check().check(announce(drawn, Optional.of(proof)).round(), clock.millis()))
                .hasValue(new JoinRefusal(JoinFault.COMMITTEE_NOT_DRAWN, "WRONG_DEVICE"));
    }

    /** How to pass one's own devices off as drawn. */
    private enum Picking {
        /** Not at all. */
        UNPROVEN("expected a proof, announced none that can be read"),
        /** With their true tickets, which lose. */
        LOSERS("NOT_ELIGIBLE"),
        /** With the proofs of those who were drawn. */
        BORROWED("WRONG_DEVICE"),
        /** Keys made after the beacon until enough of them won, under the head from before. */
        MADE_TO_SUIT("NOT_IN_LOG"),
        /** The same under a head that an enrolment service in league has dated back. */
        DATED_BACK("HEAD_NOT_BEFORE_BEACON"),
        /** Devices that were drawn together in an epoch long over. */
        OLD_EPOCH("NOT_CURRENT"),
        /** An epoch whose beacon is not out, and could be any. */
        COMING_EPOCH("NO_BEACON");

        private final String why;

        Picking(String why) {
            this.why = why;
        }
    }

    private Picked pick(Picking picking) {
        long now = TestSortition.EPOCH;
        List<SoftwareEnclave> losers = sortition.losers().subList(0, TestOperator.MEMBERS);
        return switch (picking) {
            case UNPROVEN -> announce(losers, Optional.empty());
            case LOSERS -> announce(losers, Optional.of(sortition.proof(now, losers)));
            case BORROWED ->
                announce(
                        losers,
                        Optional.of(sortition.proof(now, sortition.eligible(now).subList(0, TestOperator.MEMBERS))));
            case MADE_TO_SUIT -> {
                SignedLogHead before = sortition.head(now);
                List<SoftwareEnclave> made = madeToSuit();
                yield announce(made, Optional.of(shown(before, made)));
            }
            case DATED_BACK -> {
                List<SoftwareEnclave> made = madeToSuit();
                yield announce(made, Optional.of(shown(sortition.head(now, sortition.size()), made)));
            }
            case OLD_EPOCH -> {
                List<SoftwareEnclave> old = sortition.eligible(now - 2).subList(0, TestOperator.MEMBERS);
                yield announce(old, Optional.of(sortition.proof(now - 2, old)));
            }
            case COMING_EPOCH -> announce(losers, Optional.of(sortition.proof(now + 1, losers)));
        };
    }

    /** Keys that win whether those made beside them count or not. */
    private List<SoftwareEnclave> madeToSuit() {
        List<SoftwareEnclave> made = new ArrayList<>();
        while (made.size() < TestOperator.MEMBERS) {
            SoftwareEnclave key = operator.enrol();
            if (sortition.isEligible(key, TestSortition.EPOCH, sortition.size() + TestOperator.MEMBERS)) {
                made.add(key);
            }
        }
        made.forEach(sortition::enter);
        return made;
    }

    private CommitteeProof shown(SignedLogHead head, List<SoftwareEnclave> seated) {
        return new CommitteeProof(
                TestSortition.EPOCH,
                head,
                seated.stream()
                        .map(device -> sortition.inclusion(device, sortition.size()))
                        .toList());
    }

    private Picked announce(List<SoftwareEnclave> seated, Optional<CommitteeProof> proof) {
        List<ColludingMember> members = seated.stream()
                .map(device -> ColludingMember.of(device, device, clock.millis() + 3_600_000))
                .toList();
        Announcement terms = operator.terms(
                1, 1, members.stream().map(ColludingMember::checkIn).toList());
        return new Picked(members, new OpenRound(terms, terms.digest(), proof));
    }

    private AnnouncementCheck check() {
        return new AnnouncementCheck(TestOperator.POPULATION, trust, TestOperator.floor());
    }

    private record Picked(List<ColludingMember> members, OpenRound round) {}
}
