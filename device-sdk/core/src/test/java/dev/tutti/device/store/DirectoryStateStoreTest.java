package dev.tutti.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
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
    void programmersMistakesAreExceptions() {
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThatThrownBy(() -> store.mark(ANNOUNCEMENT, UpdateState.SENT, ""))
                    .isInstanceOf(IllegalStateException.class);
            UpdateRecord lost = record(ANNOUNCEMENT, 1, 1, 0).to(UpdateState.ABANDONED, "");
            assertThatThrownBy(() -> store.begin(lost)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static UpdateRecord record(Digest announcement, long round, int attempt, int subCohort) {
        RoundId id = new RoundId("fitness/test", "gait", round, attempt, subCohort);
        return UpdateRecord.preparing(announcement, id, UploadId.random(new SecureRandom()), 5, 10);
    }
}
