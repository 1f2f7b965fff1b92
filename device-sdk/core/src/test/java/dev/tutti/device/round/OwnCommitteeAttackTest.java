package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.TaskTrust;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.fixture.ColludingMember;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestRevocations;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.device.update.TrainedUpdate;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A committee of the operator's own making (docs/protocol.md, "Device, before it masks"): whoever holds the keys of enough
 * seats opens any update alone. Every way to fill seats without that many enrolled devices is refused with its reason.
 */
final class OwnCommitteeAttackTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final TestRevocations revocations = new TestRevocations(clock);
    private final TaskTrust trust =
            operator.trust(CommitteeChoice.byTheOperator(), revocations.listed(), SpotChecks.none());
    private final SignedModel model = operator.publishNext();
    private final TrainedUpdate update = TestDevice.trained(model, 1);
    private final TestDevice victim;

    OwnCommitteeAttackTest(@TempDir Path directory) {
        victim = TestDevice.enrolled(operator, directory, clock);
    }

    @AfterEach
    void closeDevice() {
        victim.close();
    }

    @ParameterizedTest
    @EnumSource(Making.class)
    void withoutTheCheckTheOperatorOpensTheVictimsUpdateAlone(Making making) {
        List<ColludingMember> own = make(making);
        OpenRound round = announce(own);
        AnnouncementCheck lax =
                AnnouncementCheck.without(making.fault, TestOperator.POPULATION, trust, TestOperator.floor());
        assertThat(refusal(lax, round)).isEmpty();

        MaskedUpdate masked = victim.mask(update, round);

        assertThat(ColludingMember.openAlone(round.terms(), masked, own))
                .isEqualTo(TestDevice.encoded(update, round.terms()));
    }

    @ParameterizedTest
    @EnumSource(Making.class)
    void withTheCheckNothingIsMaskedForIt(Making making) {
        List<ColludingMember> own = make(making);
        AnnouncementCheck check = new AnnouncementCheck(TestOperator.POPULATION, trust, TestOperator.floor());
        assertThat(refusal(check, announce(own))).hasValue(making.fault);
    }

    /** How to fill four seats. */
    private enum Making {
        /** Devices that nobody enrolled. */
        STRANGERS(JoinFault.MEMBER_NOT_TRUSTED),
        /** Enrolled devices' names over keys that they never offered. */
        UNSIGNED(JoinFault.MEMBER_NOT_AUTHENTIC),
        /** One enrolled device in every seat. */
        ONE_DEVICE(JoinFault.MEMBERS_NOT_DISTINCT),
        /** Offers of long ago, of devices whose keys have been bought since. */
        EXPIRED(JoinFault.MEMBER_WRONG_CHECK_IN),
        /** Phones that were stolen, and whose owners had them revoked. */
        STOLEN(JoinFault.MEMBER_NOT_TRUSTED);

        private final JoinFault fault;

        Making(JoinFault fault) {
            this.fault = fault;
        }
    }

    private List<ColludingMember> make(Making making) {
        TestOperator nobody = new TestOperator(new Network(), clock);
        Enclave single = operator.enrol();
        long expiry = clock.millis() + 3_600_000;
        List<ColludingMember> members = new ArrayList<>();
        for (int i = 0; i < TestOperator.MEMBERS; i++) {
            Enclave fresh = operator.enrol();
            Enclave stranger = nobody.enrol();
            members.add(
                    switch (making) {
                        case STRANGERS -> ColludingMember.of(stranger, stranger, expiry);
                        case UNSIGNED -> ColludingMember.of(fresh, stranger, expiry);
                        case ONE_DEVICE -> ColludingMember.of(single, single, expiry);
                        case EXPIRED -> ColludingMember.of(fresh, fresh, clock.millis());
                        case STOLEN -> ColludingMember.of(fresh, fresh, expiry);
                    });
        }
        if (making == Making.STOLEN) {
            members.forEach(
                    member -> revocations.revoke(member.checkIn().statement().device()));
        }
        return members;
    }

    private OpenRound announce(List<ColludingMember> members) {
        Announcement terms = operator.terms(
                1, 1, members.stream().map(ColludingMember::checkIn).toList());
        return new OpenRound(terms, terms.digest());
    }

    private Optional<JoinFault> refusal(AnnouncementCheck check, OpenRound round) {
        return check.check(round, clock.millis()).map(JoinRefusal::fault);
    }
}
