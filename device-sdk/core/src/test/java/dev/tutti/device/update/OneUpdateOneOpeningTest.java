package dev.tutti.device.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.JoinFault;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The attack of protocol.md, "One update, one opening": open a cohort, call the round burned, have the same updates sent
 * again without the victim, open that too, and subtract.
 */
final class OneUpdateOneOpeningTest {
    private static final int DEVICES = 4;

    private final TestClock clock = new TestClock();
    private final TestOperator operator = new TestOperator(new Network(), clock);
    private final SignedModel model = operator.publishNext();

    @TempDir
    private Path directory;

    @Test
    void differencingTwoOpeningsRecoversTheVictimWhenUpdatesMayBeSentTwice() {
        List<Device> devices = devices(TrainedUpdate::withoutSpending);
        Device victim = devices.get(0);

        SliceSum all = openNextRound(1, devices);
        SliceSum others = openNextRound(2, devices.subList(1, DEVICES));

        long[] difference = new long[TestOperator.DIMENSION];
        Arrays.setAll(difference, i -> all.parameters()[i] - others.parameters()[i]);
        assertThat(difference).isEqualTo(encoded(victim));
    }

    @Test
    void differencingFailsBecauseNoUpdateIsMaskedForASecondAnnouncement() {
        List<Device> devices = devices(TrainedUpdate::new);
        openNextRound(1, devices);
        OpenRound second = announce(2, committee());

        for (Device device : devices.subList(1, DEVICES)) {
            Masking masking = device.masker().mask(device.update(), second);

            assertThat(masking).isInstanceOf(Masking.Refused.class);
            assertThat(((Masking.Refused) masking).refusal().fault()).isEqualTo(JoinFault.UPDATE_SPENT);
            assertThat(device.store().record(second.hash())).isEmpty();
        }
    }

    @Test
    void evenAFreshUpdateIsNotMaskedForAnotherAttemptAtTheSameRound() {
        Device device = devices(TrainedUpdate::new).get(0);
        List<TestMember> members = committee();
        OpenRound first = announce(1, members);
        assertThat(device.masker().mask(device.update(), first)).isInstanceOf(Masking.Masked.class);
        clock.advance(Duration.ofSeconds(1));
        Announcement again =
                operator.terms(1, 2, members.stream().map(TestMember::checkIn).toList());
        TrainedUpdate fresh = new TrainedUpdate(model, outcome(99));

        Masking masking = device.masker().mask(fresh, new OpenRound(again, again.digest()));

        assertThat(((Masking.Refused) masking).refusal().fault()).isEqualTo(JoinFault.ROUND_USED);
    }

    @Test
    void noUpdateOldOrFreshIsMaskedForAnotherSubCohortOfTheSameRound() {
        Device device = devices(TrainedUpdate::new).get(0);
        assertThat(device.masker().mask(device.update(), subCohort(1, 0))).isInstanceOf(Masking.Masked.class);

        for (int attempt = 1; attempt <= 2; attempt++) {
            OpenRound other = subCohort(attempt, 1);
            Masking same = device.masker().mask(device.update(), other);
            Masking fresh = device.masker().mask(new TrainedUpdate(model, outcome(99)), other);

            assertThat(((Masking.Refused) same).refusal().fault()).isEqualTo(JoinFault.UPDATE_SPENT);
            assertThat(((Masking.Refused) fresh).refusal().fault()).isEqualTo(JoinFault.ROUND_USED);
            assertThat(device.store().record(other.hash())).isEmpty();
        }
    }

    @Test
    void oneAnnouncementIsMaskedOnceEvenForTheSameUpdate() {
        Device device = devices(TrainedUpdate::new).get(0);
        OpenRound round = announce(1, committee());
        assertThat(device.masker().mask(device.update(), round)).isInstanceOf(Masking.Masked.class);

        Masking masking = device.masker().mask(device.update(), round);

        assertThat(((Masking.Refused) masking).refusal().fault()).isEqualTo(JoinFault.ROUND_USED);
    }

    @Test
    void theRecordIsDurableBeforeAnythingIsMaskedAndTheCiphertextBeforeAnythingIsSent() {
        Device device = devices(TrainedUpdate::new).get(0);
        OpenRound round = announce(1, committee());

        Masking.Masked masked = (Masking.Masked) device.masker().mask(device.update(), round);

        FinishedUpdate stored = device.store().finished(round.hash()).orElseThrow();
        assertThat(stored.signed()).isEqualTo(masked.update().signed());
        assertThat(stored.chunks())
                .usingRecursiveComparison()
                .isEqualTo(masked.update().chunks());
        assertThat(stored.sealedShares())
                .usingRecursiveComparison()
                .isEqualTo(masked.update().sealedShares());
    }

    private record Device(TestDevice device, TrainedUpdate update) {
        UpdateMasker masker() {
            return device.masker();
        }

        DirectoryStateStore store() {
            return device.store();
        }
    }

    private List<Device> devices(BiFunction<SignedModel, TrainingOutcome, TrainedUpdate> trained) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            TestDevice device = TestDevice.enrolled(operator, directory.resolve("device" + i), clock);
            devices.add(new Device(device, trained.apply(model, outcome(i))));
        }
        return devices;
    }

    private TrainingOutcome outcome(int seed) {
        return TestDevice.trained(model, seed).outcome();
    }

    private List<TestMember> committee() {
        return operator.committee();
    }

    private OpenRound announce(long round, List<TestMember> members) {
        Announcement terms = operator.terms(
                round, 1, members.stream().map(TestMember::checkIn).toList());
        return new OpenRound(terms, terms.digest());
    }

    private OpenRound subCohort(int attempt, int index) {
        Announcement terms = operator.terms(
                1, attempt, index, committee().stream().map(TestMember::checkIn).toList());
        return new OpenRound(terms, terms.digest());
    }

    /** A round that this operator opens, whatever it tells the world. */
    private SliceSum openNextRound(long number, List<Device> contributors) {
        List<TestMember> members = committee();
        OpenRound round = announce(number, members);
        List<MaskedUpdate> sealed = TestDevice.sorted(contributors.stream()
                .map(device -> device.device().mask(device.update(), round))
                .toList());
        TestJob job = new TestJob(round.terms());
        return job.sum(sealed, job.open(sealed, members, operator.credentials(), clock.millis()));
    }

    private long[] encoded(Device device) {
        return TestDevice.encoded(device.update(), announce(9, committee()).terms());
    }
}
