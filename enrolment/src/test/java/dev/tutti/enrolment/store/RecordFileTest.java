package dev.tutti.enrolment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordFileTest {
    private static final String LABEL = "tutti/test-records/v1";
    private static final int MAX = 100;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("records");
    }

    @Test
    void whatWasAppendedIsReadBackInOrder() {
        List<byte[]> written = payloads(7, 1);
        append(written);
        assertThat(read()).containsExactlyElementsOf(written);
    }

    @Test
    void aFileCutAnywhereGivesAPrefixAndSaysWhatItCutOff() throws IOException {
        List<byte[]> written = payloads(5, 2);
        append(written);
        byte[] whole = Files.readAllBytes(file);
        int label = RecordFile.header(LABEL).length;
        for (int length = label; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<byte[]> read = new ArrayList<>();
            long cut;
            try (RecordFile records = open(read)) {
                cut = records.cutBytes();
            }
            assertThat(read).containsExactlyElementsOf(written.subList(0, read.size()));
            assertThat(Files.size(file)).isEqualTo(length - cut);
            assertThat(read()).hasSameSizeAs(read);
        }
        for (int length = 0; length < label; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertDamaged();
        }
    }

    @Test
    void roomThatTheFileSystemMadeForARecordThatNeverCameIsCutOff() throws IOException {
        List<byte[]> written = payloads(3, 3);
        append(written);
        byte[] whole = Files.readAllBytes(file);
        for (int zeros = 1; zeros < 60; zeros++) {
            Files.write(file, Arrays.copyOf(whole, whole.length + zeros));
            assertThat(read()).containsExactlyElementsOf(written);
            assertThat(Files.size(file)).isEqualTo(whole.length);
        }
    }

    @Test
    void everyFlippedBitIsFoundAndNothingIsChanged() throws IOException {
        append(payloads(4, 4));
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            assertDamaged();
            assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
        }
    }

    @Test
    void recordsLeftOutOrSwappedOrRepeatedAreFound() throws IOException {
        byte[] payload = new byte[20];
        append(List.of(payload, payload, payload));
        byte[] whole = Files.readAllBytes(file);
        int label = RecordFile.header(LABEL).length;
        int size = 20 + RecordFile.OVERHEAD_BYTES;
        byte[] without = Arrays.copyOf(whole, whole.length - size);
        System.arraycopy(whole, label + size, without, label, without.length - label);
        Files.write(file, without);
        assertDamaged();
        byte[] twice = Arrays.copyOf(whole, whole.length + size);
        System.arraycopy(whole, whole.length - size, twice, whole.length, size);
        Files.write(file, twice);
        assertDamaged();
    }

    @Test
    void recordsThatMakeNoSenseToTheReaderAreDamage() {
        append(payloads(1, 5));
        assertThatThrownBy(() -> RecordFile.open(Disk.real(), file, LABEL, MAX, payload -> {
                    throw new MalformedMessageException("expected another");
                }))
                .isInstanceOf(EnrolmentStoreException.class)
                .hasMessageContaining("TUTTI-5001")
                .hasMessageContaining("record 0");
    }

    @Test
    void afterAPowerCutAtAnyStepEverythingAcknowledgedIsThereAndNothingIsInvented() throws IOException {
        for (int seed = 0; seed < 8; seed++) {
            for (int step = 0; ; step++) {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder.resolve("records.new"));
                CuttableDisk disk = new CuttableDisk(step, seed);
                List<byte[]> written = payloads(6, seed);
                int acknowledged = appendUntilCut(disk, written);
                List<byte[]> read = read();
                assertThat(read.size()).isBetween(acknowledged, Math.min(acknowledged + 1, written.size()));
                assertThat(read).containsExactlyElementsOf(written.subList(0, read.size()));
                if (!disk.isCut()) {
                    break;
                }
            }
        }
    }

    @Test
    void afterAPowerCutWhileReplacingTheFileHasTheOldRecordsOrTheNew() throws IOException {
        List<byte[]> before = payloads(4, 8);
        List<byte[]> after = payloads(3, 9);
        for (int seed = 0; seed < 8; seed++) {
            for (int step = 0; ; step++) {
                Files.deleteIfExists(file);
                append(before);
                CuttableDisk disk = new CuttableDisk(step, seed);
                try (RecordFile records = RecordFile.open(disk, file, LABEL, MAX, payload -> {})) {
                    records.replace(after);
                } catch (EnrolmentStoreException e) {
                    assertThat(disk.isCut()).isTrue();
                }
                assertThat(digests(read())).isIn(digests(before), digests(after));
                if (!disk.isCut()) {
                    break;
                }
            }
        }
    }

    @Test
    void afterAFailedWriteNothingCanBeAppendedUntilItIsOpenedAgain() {
        CuttableDisk disk = new CuttableDisk(8, 1);
        try (RecordFile records = RecordFile.open(disk, file, LABEL, MAX, payload -> {})) {
            assertThat(catchThrowable(() -> {
                        for (int i = 0; i < 10; i++) {
                            records.append(new byte[30]);
                        }
                    }))
                    .isInstanceOf(EnrolmentStoreException.class);
            assertThatThrownBy(() -> records.append(new byte[1])).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aFolderHasOneUserAtATime() {
        try (FolderLock first = FolderLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(EnrolmentStoreException.class)
                    .hasMessageContaining("TUTTI-5002");
        }
        FolderLock.take(folder).close();
    }

    private int appendUntilCut(Disk disk, List<byte[]> payloads) {
        int acknowledged = 0;
        try (RecordFile records = RecordFile.open(disk, file, LABEL, MAX, payload -> {})) {
            for (byte[] payload : payloads) {
                records.append(payload);
                acknowledged++;
            }
        } catch (EnrolmentStoreException e) {
            assertThat(e.fault()).isEqualTo(StoreFault.UNUSABLE);
        }
        return acknowledged;
    }

    private void append(List<byte[]> payloads) {
        try (RecordFile records = open(new ArrayList<>())) {
            payloads.forEach(records::append);
        }
    }

    private List<byte[]> read() {
        List<byte[]> read = new ArrayList<>();
        open(read).close();
        return read;
    }

    private RecordFile open(List<byte[]> read) {
        return RecordFile.open(Disk.real(), file, LABEL, MAX, read::add);
    }

    private void assertDamaged() {
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        EnrolmentStoreException.class,
                        e -> assertThat(e.fault()).isEqualTo(StoreFault.DAMAGED))
                .hasMessageContaining("TUTTI-5001");
    }

    private static List<Digest> digests(List<byte[]> payloads) {
        return payloads.stream().map(Digest::sha256).toList();
    }

    private static List<byte[]> payloads(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[random.nextInt(MAX)];
            random.nextBytes(payload);
            payloads.add(payload);
        }
        return payloads;
    }
}
