package dev.tutti.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.RoundId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device's memory of what it masked, on a real disk. */
final class DirectoryStateStoreTest {
    private static final Digest ANNOUNCEMENT = Digest.sha256(new byte[] {1});

    @TempDir
    private Path directory;

    @Test
    void aRecordSurvivesReopening() {
        UpdateRecord record = record(ANNOUNCEMENT, 1, 1, 0);
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.begin(record)).isTrue();
        }
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.records()).containsExactly(record);
        }
    }

    @Test
    void anAnnouncementBeginsOnce() {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.begin(record(ANNOUNCEMENT, 1, 1, 0))).isTrue();
            assertThat(store.begin(record(ANNOUNCEMENT, 2, 1, 0))).isFalse();
        }
    }

    @Test
    void aRoundBeginsOnceWhateverTheAttemptOrSubCohort() {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.begin(record(ANNOUNCEMENT, 1, 1, 0))).isTrue();
            assertThat(store.begin(record(Digest.sha256(new byte[] {2}), 1, 2, 0)))
                    .isFalse();
            assertThat(store.begin(record(Digest.sha256(new byte[] {3}), 1, 1, 1)))
                    .isFalse();
            assertThat(store.begin(record(Digest.sha256(new byte[] {4}), 2, 1, 0)))
                    .isTrue();
            assertThat(store.records()).hasSize(2);
        }
    }

    @Test
    void aRecordOnlyMovesForward() {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            store.begin(record(ANNOUNCEMENT, 1, 1, 0));
            assertThat(store.mark(ANNOUNCEMENT, UpdateState.SENT, "")).isFalse();
            assertThat(store.mark(ANNOUNCEMENT, UpdateState.ABANDONED, "why")).isTrue();
            assertThat(store.mark(ANNOUNCEMENT, UpdateState.REJECTED, "")).isFalse();
            assertThat(store.record(ANNOUNCEMENT).map(UpdateRecord::reason)).hasValue("why");
        }
    }

    @Test
    void aDamagedRecordStopsTheClient() throws IOException {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            store.begin(record(ANNOUNCEMENT, 1, 1, 0));
        }
        Path file = directory.resolve("updates").resolve(ANNOUNCEMENT.hex() + ".record");
        byte[] bytes = Files.readAllBytes(file);
        for (int position : new int[] {0, 40, bytes.length - 1}) {
            byte[] damaged = bytes.clone();
            damaged[position] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> DirectoryStateStore.open(directory))
                    .isInstanceOf(StateStoreException.class)
                    .hasMessageContaining("damaged");
        }
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> DirectoryStateStore.open(directory)).isInstanceOf(StateStoreException.class);
    }

    @Test
    void aRecordUnderAnotherNameStopsTheClient() throws IOException {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            store.begin(record(ANNOUNCEMENT, 1, 1, 0));
        }
        Path updates = directory.resolve("updates");
        Files.move(
                updates.resolve(ANNOUNCEMENT.hex() + ".record"),
                updates.resolve(Digest.sha256(new byte[] {2}).hex() + ".record"));
        assertThatThrownBy(() -> DirectoryStateStore.open(directory)).isInstanceOf(StateStoreException.class);
    }

    @Test
    void aHalfWrittenFileFromACrashIsNotARecord() throws IOException {
        Files.createDirectories(directory.resolve("updates"));
        Files.write(directory.resolve("updates").resolve(ANNOUNCEMENT.hex() + ".record.tmp"), new byte[7]);
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.records()).isEmpty();
            assertThat(store.begin(record(ANNOUNCEMENT, 1, 1, 0))).isTrue();
        }
    }

    @Test
    void aCrashAfterTheCiphertextAndBeforeItsRecordLeavesItReadyToSend(@TempDir Path other) throws IOException {
        FinishedUpdate finished = finished(other);
        Digest announcement = finished.announcement().digest();
        Path record = directory.resolve("updates").resolve(announcement.hex() + ".record");
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            store.begin(record(announcement, 1, 1, 0));
            byte[] preparing = Files.readAllBytes(record);
            store.finish(announcement, finished);
            Files.write(record, preparing);
        }
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.record(announcement).map(UpdateRecord::state)).hasValue(UpdateState.READY);
            assertThat(store.finished(announcement).map(FinishedUpdate::signed)).hasValue(finished.signed());
        }
    }

    @Test
    void aCiphertextThatACrashLeftBehindIsForgottenWithItsUpdate(@TempDir Path other) throws IOException {
        FinishedUpdate finished = finished(other);
        Digest announcement = finished.announcement().digest();
        Path ciphertext = directory.resolve("updates").resolve(announcement.hex() + ".ciphertext");
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            store.begin(record(announcement, 1, 1, 0));
            store.finish(announcement, finished);
            byte[] stored = Files.readAllBytes(ciphertext);
            store.mark(announcement, UpdateState.ABANDONED, "");
            assertThat(ciphertext).doesNotExist();
            Files.write(ciphertext, stored);
        }
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.record(announcement).map(UpdateRecord::state)).hasValue(UpdateState.ABANDONED);
            assertThat(ciphertext).doesNotExist();
        }
    }

    @Test
    void programmersMistakesAreExceptions() {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThatThrownBy(() -> store.mark(ANNOUNCEMENT, UpdateState.SENT, ""))
                    .isInstanceOf(IllegalStateException.class);
            UpdateRecord lost = record(ANNOUNCEMENT, 1, 1, 0).to(UpdateState.ABANDONED, "");
            assertThatThrownBy(() -> store.begin(lost)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A real update, masked by another device. */
    private static FinishedUpdate finished(Path elsewhere) {
        TestClock clock = new TestClock();
        TestOperator operator = new TestOperator(new Network(), clock);
        SignedModel model = operator.publishNext();
        Announcement terms = operator.terms(
                1, 1, operator.committee().stream().map(TestMember::checkIn).toList());
        try (TestDevice device = TestDevice.enrolled(operator, elsewhere, clock)) {
            device.mask(TestDevice.trained(model, 1), new OpenRound(terms, terms.digest()));
            return device.store().finished(terms.digest()).orElseThrow();
        }
    }

    private static UpdateRecord record(Digest announcement, long round, int attempt, int subCohort) {
        RoundId id = new RoundId("fitness/test", "gait", round, attempt, subCohort);
        return UpdateRecord.preparing(announcement, id, UploadId.random(new SecureRandom()), 5, 10);
    }
}
