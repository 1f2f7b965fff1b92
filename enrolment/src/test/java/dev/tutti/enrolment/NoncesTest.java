package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.store.CuttableDisk;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoncesTest {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final byte[] INSTANCE = {1, 2, 3};

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    @Test
    void aNonceIsGoodOnce() {
        try (Nonces nonces = open(100)) {
            byte[] nonce = issue(nonces);
            assertThat(nonces.use(nonce, "phones", INSTANCE)).isEmpty();
            assertThat(nonces.use(nonce, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_USED);
        }
    }

    @Test
    void eachThingWrongWithANonceHasItsOwnFault() {
        try (Nonces nonces = open(100)) {
            byte[] nonce = issue(nonces);
            assertThat(nonces.use(new byte[32], "phones", INSTANCE)).contains(EnrolmentFault.NONCE_UNKNOWN);
            assertThat(nonces.use(Arrays.copyOf(nonce, 31), "phones", INSTANCE)).contains(EnrolmentFault.NONCE_UNKNOWN);
            assertThat(nonces.use(nonce, "watches", INSTANCE)).contains(EnrolmentFault.NONCE_OF_ANOTHER_POPULATION);
            assertThat(nonces.use(nonce, "phones", new byte[] {1, 2}))
                    .contains(EnrolmentFault.NONCE_OF_ANOTHER_INSTANCE);
            clock.move(LIFE);
            assertThat(nonces.use(nonce, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_EXPIRED);
        }
    }

    @Test
    void aNonceIsGoodUntilTheLastMillisecondOfItsLife() {
        try (Nonces nonces = open(100)) {
            byte[] nonce = issue(nonces);
            clock.move(LIFE.minusMillis(1));
            assertThat(nonces.use(nonce, "phones", INSTANCE)).isEmpty();
        }
    }

    @Test
    void aNonceIsGoodOnceAcrossRestartsToo() {
        byte[] used;
        byte[] unused;
        try (Nonces nonces = open(100)) {
            used = issue(nonces);
            unused = issue(nonces);
            assertThat(nonces.use(used, "phones", INSTANCE)).isEmpty();
        }
        try (Nonces nonces = open(100)) {
            assertThat(nonces.use(used, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_USED);
            assertThat(nonces.use(unused, "phones", INSTANCE)).isEmpty();
        }
        try (Nonces nonces = open(100)) {
            assertThat(nonces.use(unused, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_USED);
        }
    }

    @Test
    void whereverThePowerGoesNoNonceIsAcceptedTwiceAndEveryOneHandedOutIsKnown() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            for (int step = 0; ; step++) {
                Path run = folder.resolve(seed + "-" + step);
                CuttableDisk disk = new CuttableDisk(step, seed);
                List<byte[]> handedOut = new ArrayList<>();
                List<byte[]> accepted = new ArrayList<>();
                try (Nonces nonces = open(disk, run, 100)) {
                    for (int i = 0; i < 4; i++) {
                        handedOut.add(issue(nonces));
                    }
                    for (byte[] nonce : handedOut.subList(0, 3)) {
                        if (nonces.use(nonce, "phones", INSTANCE).isEmpty()) {
                            accepted.add(nonce);
                        }
                    }
                } catch (EnrolmentStoreException e) {
                    assertThat(disk.isCut()).isTrue();
                }
                try (Nonces nonces = open(Disk.real(), run, 100)) {
                    for (byte[] nonce : accepted) {
                        assertThat(nonces.use(nonce, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_USED);
                    }
                    for (byte[] nonce : handedOut) {
                        assertThat(nonces.use(nonce, "phones", INSTANCE))
                                .isNotEqualTo(Optional.of(EnrolmentFault.NONCE_UNKNOWN));
                    }
                }
                if (!disk.isCut()) {
                    break;
                }
            }
        }
    }

    @Test
    void aPowerCutDuringCompactionForgetsNoUse() throws IOException {
        List<byte[]> before = new ArrayList<>();
        try (Nonces nonces = open(1000)) {
            for (int i = 0; i < 128; i++) {
                byte[] nonce = issue(nonces);
                assertThat(nonces.use(nonce, "phones", INSTANCE)).isEmpty();
                before.add(nonce);
            }
        }
        int cutWhileCompacting = 0;
        for (int step = 500; step < 800; step += step > 765 && step < 785 ? 1 : 9) {
            Path run = Files.createDirectory(folder.resolve("run" + step));
            Files.copy(folder.resolve("nonces.journal"), run.resolve("nonces.journal"));
            List<byte[]> used = new ArrayList<>(before);
            CuttableDisk disk = new CuttableDisk(step, step);
            try (Nonces nonces = open(disk, run, 1000)) {
                for (int i = 0; i < 200; i++) {
                    byte[] nonce = issue(nonces);
                    if (nonces.use(nonce, "phones", INSTANCE).isEmpty()) {
                        used.add(nonce);
                    }
                }
            } catch (EnrolmentStoreException e) {
                assertThat(disk.isCut()).isTrue();
            }
            cutWhileCompacting += Files.exists(run.resolve("nonces.journal.new")) ? 1 : 0;
            try (Nonces nonces = open(Disk.real(), run, 1000)) {
                for (byte[] nonce : used) {
                    assertThat(nonces.use(nonce, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_USED);
                }
            }
        }
        assertThat(cutWhileCompacting).isGreaterThan(10);
    }

    @Test
    void memoryAndDiskStayBounded() throws IOException {
        try (Nonces nonces = open(50)) {
            for (int i = 0; i < 2000; i++) {
                nonces.use(issue(nonces), "phones", INSTANCE);
                clock.move(LIFE.dividedBy(20));
                assertThat(nonces.size()).isLessThanOrEqualTo(50);
                assertThat(nonces.records()).isLessThanOrEqualTo(258);
            }
        }
        assertThat(Files.size(folder.resolve("nonces.journal"))).isLessThan(258 * 256);
    }

    @Test
    void atCapacityNoneIsHandedOutUntilSomeExpire() {
        try (Nonces nonces = open(3)) {
            for (int i = 0; i < 3; i++) {
                issue(nonces);
            }
            assertThat(nonces.issue("phones", INSTANCE)).isEmpty();
            clock.move(LIFE);
            assertThat(nonces.issue("phones", INSTANCE)).isPresent();
        }
    }

    @Test
    void aForgottenNonceIsUnknownEvenWhenTheClockGoesBack() {
        try (Nonces nonces = open(100)) {
            byte[] nonce = issue(nonces);
            assertThat(nonces.use(nonce, "phones", INSTANCE)).isEmpty();
            clock.move(LIFE.multipliedBy(3));
            issue(nonces);
            clock.move(LIFE.multipliedBy(-3));
            assertThat(nonces.use(nonce, "phones", INSTANCE)).contains(EnrolmentFault.NONCE_UNKNOWN);
        }
    }

    @Test
    void ofManyThreadsThatUseOneNonceOneIsTold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Nonces nonces = open(100)) {
            byte[] nonce = issue(nonces);
            Callable<Optional<EnrolmentFault>> use = () -> nonces.use(nonce, "phones", INSTANCE);
            int accepted = 0;
            for (Future<Optional<EnrolmentFault>> answer : threads.invokeAll(List.of(use, use, use, use, use, use))) {
                accepted += answer.get().isEmpty() ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDamagedJournalRefusesToStartWithANumber() throws IOException {
        try (Nonces nonces = open(100)) {
            nonces.use(issue(nonces), "phones", INSTANCE);
        }
        Path journal = folder.resolve("nonces.journal");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[bytes.length / 2] ^= 4;
        Files.write(journal, bytes);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(100))
                    .isInstanceOf(EnrolmentStoreException.class)
                    .hasMessageStartingWith("TUTTI-5001")
                    .hasMessageContaining("record");
        }
    }

    @Test
    void aTornRecordIsCutOffAndReported() throws IOException {
        byte[] nonce;
        try (Nonces nonces = open(100)) {
            nonce = issue(nonces);
            issue(nonces);
        }
        Path journal = folder.resolve("nonces.journal");
        byte[] bytes = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(bytes, bytes.length - 3));
        try (Nonces nonces = open(100)) {
            assertThat(nonces.cutBytes()).isPositive();
            assertThat(nonces.use(nonce, "phones", INSTANCE)).isEmpty();
        }
    }

    private byte[] issue(Nonces nonces) {
        return nonces.issue("phones", INSTANCE).orElseThrow().value();
    }

    private Nonces open(int capacity) {
        return open(Disk.real(), folder, capacity);
    }

    private Nonces open(Disk disk, Path where, int capacity) {
        return Nonces.open(disk, where, new NonceSettings(LIFE, capacity), clock, new SecureRandom());
    }
}
