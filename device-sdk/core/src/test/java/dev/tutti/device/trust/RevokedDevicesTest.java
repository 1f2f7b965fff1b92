package dev.tutti.device.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestRevocations;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.OperatorKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nobody is believed who was revoked, and nobody at all while it is not known who was. */
final class RevokedDevicesTest {
    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final TestRevocations lists = new TestRevocations(clock);
    private final SoftwareEnclave stolen = operator.enrol();
    private final RevokedDevices listed = lists.listed();

    @Test
    void aRevokedDeviceIsBelievedNoLonger() {
        assertThat(fault(listed)).isEmpty();
        lists.revoke(DeviceId.ofPublicKey(stolen.publicKey()));
        assertThat(fault(listed)).hasValue(CredentialFault.REVOKED);
        assertThat(fault(RevokedDevices.none())).isEmpty();
    }

    @Test
    void whileNoListIsYoungEnoughNobodyIsBelieved() {
        clock.advance(TestRevocations.MAX_AGE);
        assertThat(believed()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(believed()).isFalse();
        lists.renew();
        assertThat(believed()).isTrue();
    }

    @Test
    void withoutAnyListNobodyIsBelieved() {
        lists.replace(Optional.empty());
        assertThat(believed()).isFalse();
    }

    @Test
    void aListThatTheServiceDidNotSignChangesNothing() {
        OperatorKey own = OperatorKey.generate(new SecureRandom());
        SignedRevocationList forged = SignedRevocationList.sign(own, new RevocationList(9, clock.millis(), List.of()));
        lists.replace(Optional.of(forged));
        assertThat(believed()).isFalse();
    }

    @Test
    void anOlderListGivenAgainRevokesNoLess() {
        Optional<SignedRevocationList> before = lists.newest();
        lists.revoke(DeviceId.ofPublicKey(stolen.publicKey()));
        assertThat(fault(listed)).hasValue(CredentialFault.REVOKED);
        lists.replace(before);
        assertThat(fault(listed)).hasValue(CredentialFault.REVOKED);
    }

    private boolean believed() {
        return listed.applyTo(operator.credentials(), clock.millis()).isPresent();
    }

    private Optional<CredentialFault> fault(RevokedDevices revocations) {
        return revocations
                .applyTo(operator.credentials(), clock.millis())
                .orElseThrow()
                .check(stolen.credential(), TestOperator.POPULATION, clock.millis());
    }
}
