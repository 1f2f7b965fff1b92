package dev.tutti.enrolment.sortition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.TestClock;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.EligibilityResult.Eligible;
import dev.tutti.enrolment.sortition.EligibilityResult.Ineligible;
import dev.tutti.enrolment.sortition.EligibilityResult.Reason;
import dev.tutti.enrolment.store.CuttableDisk;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
final class EpochHeadsTest {
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final Duration EPOCH = Duration.ofHours(1);
    private static final int MEMBERS = 2;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final long start = clock.millis();

    /** What the world's clock says, which the service's may be behind. */
    private final TestClock world = new TestClock();

    private final BeaconSource published = DevelopmentBeacon.foreseeable(new byte[] {1}, start, EPOCH, world);
    private boolean reachable = true;
    private final BeaconSource beacons = epoch -> reachable ? published.beacon(epoch) : Optional.empty();
    private EnrolmentLog log;
    private EpochHeads heads;

    @BeforeEach
    void open() {
        log = EnrolmentLog.open(folder.resolve("log"));
        heads = EpochHeads.open(folder.resolve("heads"), log, beacons, KEY, clock);
    }

    @AfterEach
    void close() {
        heads.close();
        log.close();
    }

    @Test
    void anEpochsHeadIsTheLastOneSignedBeforeItsBeaconAndStaysIt() {
        enrol(0);
        heads.sign();
        enrol(1);
        pass(Duration.ofMinutes(50));
        SignedLogHead last = heads.sign();
        assertThat(heads.head(1)).isEmpty();
        pass(Duration.ofMinutes(10));
        assertThat(heads.head(1)).contains(last);
        enrol(2);
        SignedLogHead next = heads.sign();
        assertThat(heads.head(1)).contains(last);
        close();
        open();
        assertThat(heads.head(1)).contains(last);
        pass(EPOCH);
        assertThat(heads.head(2)).contains(next);
        assertThat(heads.head(1)).contains(last);
    }

    @Test
    void aServiceWhoseClockIsBehindDatesNoHeadBeforeABeaconThatIsOut() {
        enrol(0);
        SignedLogHead before = heads.sign();
        world.move(EPOCH);
        SignedLogHead after = heads.sign();
        assertThat(after.head().atMillis()).isEqualTo(start + EPOCH.toMillis());
        assertThat(heads.head(1)).contains(before);
        close();
        open();
        clock.move(Duration.ofMinutes(-5));
        assertThat(heads.sign().head().atMillis()).isEqualTo(start + EPOCH.toMillis());
        assertThat(heads.head(1)).contains(before);
    }

    @Test
    void aSourceThatCannotBeReachedChangesNoEpochAndDatesNoHeadBack() {
        enrol(0);
        SignedLogHead before = heads.sign();
        world.move(EPOCH);
        assertThat(heads.head(1)).contains(before);
        reachable = false;
        SignedLogHead after = heads.sign();
        assertThat(after.head().atMillis()).isEqualTo(start + EPOCH.toMillis());
        assertThat(heads.head(1)).contains(before);
        close();
        open();
        assertThat(heads.head(1)).contains(before);
        assertThat(heads.sign().head().atMillis()).isEqualTo(start + EPOCH.toMillis());
    }

    @Test
    void anEpochInWhichNoHeadWasSignedHasNone() {
        enrol(0);
        heads.sign();
        pass(EPOCH.multipliedBy(2));
        assertThat(heads.head(1)).isPresent();
        assertThat(heads.head(2)).isEmpty();
        heads.sign();
        assertThat(heads.head(2)).isEmpty();
        pass(EPOCH);
        assertThat(heads.head(3)).isPresent();
        // Long over.
        pass(EPOCH.multipliedBy(1000));
        heads.sign();
        pass(EPOCH);
        assertThat(heads.head(1004)).isPresent();
        assertThat(heads.head(-1)).isEmpty();
    }

    @Test
    void whatADeviceIsGivenIsBelievedByWhoeverChecksIt() {
        for (int i = 0; i < 40; i++) {
            enrol(i);
        }
        SignedLogHead head = heads.sign();
        assertThat(heads.eligibility(device(0), 1, MEMBERS)).isEqualTo(new Ineligible(Reason.NO_HEAD));
        pass(EPOCH);
        enrol(40);
        heads.sign();
        SortitionCheck check =
                new SortitionCheck(new OperatorVerifier(KEY.publicKey()), beacons, HeadWitness.signedTime(), 0);
        int eligible = 0;
        for (int i = 0; i < 40; i++) {
            EligibilityResult result = heads.eligibility(device(i), 1, MEMBERS);
            if (result instanceof Eligible shown) {
                eligible++;
                assertThat(shown.eligibility().head()).isEqualTo(head);
                assertThat(check.check(Eligibility.decode(shown.eligibility().encode()), device(i), MEMBERS))
                        .isEmpty();
            } else {
                assertThat(result).isEqualTo(new Ineligible(Reason.NOT_DRAWN));
            }
        }
        assertThat(eligible).isBetween(1, 39);
        assertThat(heads.eligibility(device(40), 1, MEMBERS)).isEqualTo(new Ineligible(Reason.NOT_ENROLLED_IN_TIME));
        assertThat(heads.eligibility(device(41), 1, MEMBERS)).isEqualTo(new Ineligible(Reason.NOT_ENROLLED_IN_TIME));
    }

    @Test
    void aLogThatHasForgottenWhatWasSignedIsNotGoneOnWith() {
        enrol(0);
        heads.sign();
        close();
        EnrolmentLog other = EnrolmentLog.open(folder.resolve("other"));
        assertThatThrownBy(() -> EpochHeads.open(folder.resolve("heads"), other, beacons, KEY, clock))
                .isInstanceOf(EnrolmentStoreException.class)
                .hasMessageContaining("older state");
        other.append(entry(1), bytes(1));
        assertThatThrownBy(() -> EpochHeads.open(folder.resolve("heads"), other, beacons, KEY, clock))
                .isInstanceOf(EnrolmentStoreException.class);
        other.close();
        open();
    }

    @Test
    void theJournalIsBoundedAndKeepsWhatCounts() {
        enrol(0);
        SignedLogHead last = heads.sign();
        for (int i = 0; i < 700; i++) {
            last = heads.sign();
            if (i == 600) {
                pass(EPOCH);
            }
        }
        Optional<SignedLogHead> first = heads.head(1);
        close();
        open();
        assertThat(heads.head(1)).isEqualTo(first).isPresent();
        pass(EPOCH);
        assertThat(heads.head(2)).contains(last);
    }

    @Test
    void whereverThePowerGoesAnEpochNeverHasTwoHeads() {
        enrol(0);
        for (int step = 0; ; step++) {
            Path run = folder.resolve("run" + step);
            Map<Long, SignedLogHead> given = new HashMap<>();
            CuttableDisk disk = new CuttableDisk(step, step);
            try (EpochHeads one = EpochHeads.open(disk, run, log, beacons, KEY, clock)) {
                threeEpochs(one, given);
            } catch (EnrolmentStoreException e) {
                assertThat(disk.isCut()).isTrue();
            }
            try (EpochHeads again = EpochHeads.open(Disk.real(), run, log, beacons, KEY, clock)) {
                again.sign();
                given.forEach((epoch, head) -> again.head(epoch)
                        .ifPresent(now -> assertThat(now).as("epoch " + epoch).isEqualTo(head)));
            }
            if (!disk.isCut()) {
                assertThat(given).hasSize(3);
                return;
            }
        }
    }

    private void threeEpochs(EpochHeads one, Map<Long, SignedLogHead> given) {
        for (int i = 0; i < 3; i++) {
            one.sign();
            pass(EPOCH);
            long epoch = (world.millis() - start) / EPOCH.toMillis();
            one.head(epoch).ifPresent(head -> given.put(epoch, head));
            one.sign();
        }
    }

    private void pass(Duration time) {
        clock.move(time);
        world.move(time);
    }

    private void enrol(int i) {
        log.append(entry(i), bytes(i));
    }

    private static LogEntry entry(int i) {
        return new LogEntry(device(i), Platform.ANDROID, 5, Digest.sha256(bytes(i)));
    }

    private static byte[] bytes(int i) {
        return new byte[] {(byte) i};
    }

    private static DeviceId device(int i) {
        return DeviceId.ofPublicKey(bytes(i));
    }
}
