package dev.tutti.enrolment.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.TestClock;
import dev.tutti.enrolment.store.CuttableDisk;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RevocationsTest {
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final Duration MAX_AGE = Duration.ofHours(12);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final RevocationView view = new RevocationView(new OperatorVerifier(KEY.publicKey()), MAX_AGE);

    @Test
    void aRevokedDeviceIsInTheNextVersionAndStaysInAll() {
        try (Revocations revocations = Revocations.open(folder, clock)) {
            assertThat(revocations.list().version()).isEqualTo(1);
            accept(revocations);
            assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.GOOD);
            assertThat(revocations.revoke(device(1), RevocationReason.LOST).version())
                    .isEqualTo(2);
            assertThat(revocations.revoke(device(1), RevocationReason.RETIRED).version())
                    .isEqualTo(2);
            accept(revocations);
            assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.REVOKED);
            assertThat(revocations.list().revocations())
                    .containsExactly(new Revocation(device(1), RevocationReason.LOST, clock.millis()));
        }
        try (Revocations revocations = Revocations.open(folder, clock)) {
            assertThat(revocations.isRevoked(device(1))).isTrue();
            assertThat(revocations.renew().version()).isEqualTo(3);
            accept(revocations);
            assertThat(view.revoked(clock.millis())).contains(Set.of(device(1)));
        }
    }

    @Test
    void withoutAListOrWithOneThatIsTooOldNoDeviceIsGood() {
        assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.UNKNOWN);
        assertThat(view.revoked(clock.millis())).isEmpty();
        try (Revocations revocations = Revocations.open(folder, clock)) {
            revocations.revoke(device(1), RevocationReason.LOST);
            accept(revocations);
            clock.move(MAX_AGE);
            assertThat(view.status(device(2), clock.millis())).isEqualTo(RevocationStatus.GOOD);
            clock.move(Duration.ofMillis(1));
            assertThat(view.status(device(2), clock.millis())).isEqualTo(RevocationStatus.UNKNOWN);
            assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.REVOKED);
            revocations.renew();
            accept(revocations);
            assertThat(view.status(device(2), clock.millis())).isEqualTo(RevocationStatus.GOOD);
        }
    }

    @Test
    void anOlderListBringsARevokedDeviceBackUnlessVersionsMustRise() {
        SignedRevocationList before;
        SignedRevocationList after;
        try (Revocations revocations = Revocations.open(folder, clock)) {
            before = revocations.signedList(KEY);
            revocations.revoke(device(1), RevocationReason.KEY_COMPROMISED);
            after = revocations.signedList(KEY);
        }
        assertThat(view.accept(after, clock.millis())).isEmpty();
        assertThat(view.accept(after, clock.millis())).contains(RevocationFault.NOT_NEWER);
        assertThat(view.accept(before, clock.millis())).contains(RevocationFault.NOT_NEWER);
        // Two checks stand behind each other.
        assertThat(view.accept(before, clock.millis(), Set.of(RevocationFault.NOT_NEWER)))
                .contains(RevocationFault.FORGETS);
        assertThat(view.accept(before, clock.millis(), Set.of(RevocationFault.NOT_NEWER, RevocationFault.FORGETS)))
                .isEmpty();
        assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.GOOD);
    }

    @Test
    void aNewerListThatLeavesARevokedDeviceOutIsRefused() {
        List<Revocation> one = List.of(new Revocation(device(1), RevocationReason.LOST, 0));
        assertThat(view.accept(signed(1, one), clock.millis())).isEmpty();
        assertThat(view.accept(signed(2, List.of()), clock.millis())).contains(RevocationFault.FORGETS);
        assertThat(view.accept(signed(2, List.of()), clock.millis(), Set.of(RevocationFault.FORGETS)))
                .isEmpty();
        assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.GOOD);
    }

    @Test
    void aListWithheldForTooLongIsRefusedUnlessAgeIsNotChecked() {
        SignedRevocationList old = signed(1, List.of());
        clock.move(MAX_AGE.plusMillis(1));
        assertThat(view.accept(old, clock.millis())).contains(RevocationFault.STALE);
        assertThat(view.accept(old, clock.millis(), Set.of(RevocationFault.STALE)))
                .isEmpty();
        // And even then it says nothing.
        assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.UNKNOWN);
    }

    @Test
    void aListFromTheFutureWouldNeverBeTooOld() {
        SignedRevocationList future = SignedRevocationList.sign(
                KEY, new RevocationList(1, clock.millis() + RevocationView.CLOCK_TOLERANCE.toMillis() + 1, List.of()));
        assertThat(view.accept(future, clock.millis())).contains(RevocationFault.FROM_THE_FUTURE);
        assertThat(view.accept(future, clock.millis(), Set.of(RevocationFault.FROM_THE_FUTURE)))
                .isEmpty();
        clock.move(MAX_AGE.plusMinutes(4));
        assertThat(view.status(device(1), clock.millis())).isEqualTo(RevocationStatus.GOOD);
    }

    @Test
    void aListThatTheServiceDidNotSignIsRefusedUnlessSignaturesAreNotChecked() {
        RevocationList list = new RevocationList(5, clock.millis(), List.of());
        SignedRevocationList forged = SignedRevocationList.sign(OperatorKey.fromSeed(seed(9)), list);
        assertThat(view.accept(forged, clock.millis())).contains(RevocationFault.BAD_SIGNATURE);
        SignedRevocationList asAnother =
                new SignedRevocationList(list, KEY.sign("tutti/enrolment-log/v1", list.encode()));
        assertThat(view.accept(asAnother, clock.millis())).contains(RevocationFault.BAD_SIGNATURE);
        assertThat(view.accept(forged, clock.millis(), Set.of(RevocationFault.BAD_SIGNATURE)))
                .isEmpty();
    }

    @Test
    void aListIsOrderedAndNamesADeviceOnce() {
        Revocation one = new Revocation(device(1), RevocationReason.LOST, 0);
        Revocation two = new Revocation(device(2), RevocationReason.LOST, 0);
        List<Revocation> ordered = one.device().compareTo(two.device()) < 0 ? List.of(one, two) : List.of(two, one);
        assertThat(new RevocationList(1, 0, ordered).revocations()).hasSize(2);
        assertThatThrownBy(() -> new RevocationList(1, 0, List.of(ordered.get(1), ordered.get(0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RevocationList(1, 0, List.of(one, one)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereverThePowerGoesNoTwoListsHaveOneVersion() {
        for (int seed = 0; seed < 10; seed++) {
            for (int step = 0; ; step++) {
                Path run = folder.resolve(seed + "-" + step);
                CuttableDisk disk = new CuttableDisk(step, seed);
                Map<Long, RevocationList> published = new HashMap<>();
                List<DeviceId> acknowledged = new ArrayList<>();
                try (Revocations revocations = Revocations.open(disk, run, clock)) {
                    try {
                        for (int i = 0; i < 4; i++) {
                            RevocationList list = revocations.revoke(device(i), RevocationReason.LOST);
                            published.put(list.version(), list);
                            acknowledged.add(device(i));
                        }
                    } catch (EnrolmentStoreException e) {
                        // What was being written is refused here already, and published nowhere.
                        assertThat(revocations.isRevoked(device(acknowledged.size())))
                                .isTrue();
                        assertThatThrownBy(revocations::list).isInstanceOf(IllegalStateException.class);
                    }
                } catch (EnrolmentStoreException e) {
                    assertThat(disk.isCut()).isTrue();
                }
                clock.move(Duration.ofSeconds(1));
                try (Revocations revocations = Revocations.open(Disk.real(), run, clock)) {
                    assertThat(acknowledged).allMatch(revocations::isRevoked);
                    RevocationList now = revocations.list();
                    assertThat(published.getOrDefault(now.version(), now)).isEqualTo(now);
                    RevocationList next = revocations.revoke(device(9), RevocationReason.LOST);
                    assertThat(published).doesNotContainKey(next.version());
                }
                if (!disk.isCut()) {
                    break;
                }
            }
        }
    }

    private void accept(Revocations revocations) {
        assertThat(view.accept(revocations.signedList(KEY), clock.millis())).isEmpty();
    }

    private SignedRevocationList signed(long version, List<Revocation> revocations) {
        return SignedRevocationList.sign(KEY, new RevocationList(version, clock.millis(), revocations));
    }

    private static DeviceId device(int i) {
        return DeviceId.ofPublicKey(new byte[] {(byte) i});
    }

    private static byte[] seed(int i) {
        byte[] seed = new byte[OperatorKey.SEED_BYTES];
        seed[0] = (byte) i;
        return seed;
    }
}
