package dev.tutti.enrolment.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.enrolment.store.CuttableDisk;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnrolmentLogTest {
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final OperatorVerifier TRUST = new OperatorVerifier(KEY.publicKey());

    @TempDir
    Path folder;

    @Test
    void itGoesOnAfterARestart() {
        LogHead before;
        Digest chain;
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 9);
            before = log.head(5);
            chain = log.chain();
        }
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            assertThat(log.head(5)).isEqualTo(before);
            assertThat(log.chain()).isEqualTo(chain);
            append(log, 9, 20);
            LogHead after = log.head(6);
            assertThat(log.consistency(9, 20).verify(9, before.root(), 20, after.root()))
                    .isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(log.inclusion(i, 20).verify(after)).isTrue();
                assertThat(log.inclusion(i, 20).entry()).isEqualTo(entry(i));
                assertThat(log.evidence(entry(i).evidenceHash())).contains(evidence(i));
            }
            assertThat(log.evidence(Digest.zero())).isEmpty();
        }
    }

    @Test
    void devicesAreCountedOnceHoweverOftenTheyRenew() {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 3);
            append(log, 1, 3);
            assertThat(log.head(1).size()).isEqualTo(5);
            assertThat(log.head(1).devices()).isEqualTo(3);
            assertThat(log.firstEntry(entry(1).device())).contains(1);
            assertThat(log.firstEntry(entry(7).device())).isEmpty();
        }
    }

    @Test
    void whereverThePowerGoesWhatIsLeftGoesOnFromEveryHeadThatWasSigned() throws IOException {
        for (int seed = 0; seed < 3; seed++) {
            for (int step = 0; ; step++) {
                Path run = folder.resolve(seed + "-" + step);
                CuttableDisk disk = new CuttableDisk(step, seed);
                List<SignedLogHead> heads = new ArrayList<>();
                try (EnrolmentLog log = EnrolmentLog.open(disk, run)) {
                    for (int i = 0; i < 5; i++) {
                        log.append(entry(i), evidence(i));
                        heads.add(log.signedHead(KEY, i));
                    }
                } catch (EnrolmentStoreException e) {
                    assertThat(disk.isCut()).isTrue();
                }
                try (EnrolmentLog log = EnrolmentLog.open(Disk.real(), run)) {
                    assertThat(log.size()).isBetween(heads.size(), 5);
                    for (int i = 0; i < log.size(); i++) {
                        assertThat(log.entry(i)).isEqualTo(entry(i));
                        assertThat(log.evidence(entry(i).evidenceHash())).contains(evidence(i));
                    }
                    // It goes on with other entries, and every head that ever left is one it begins with.
                    append(log, 10, 13);
                    LogView view = new LogView(TRUST);
                    heads.add(log.signedHead(KEY, 10));
                    int seen = 0;
                    for (SignedLogHead head : heads) {
                        assertThat(view.accept(
                                        head, log.consistency(seen, head.head().size()), 0))
                                .isEmpty();
                        seen = head.head().size();
                    }
                }
                if (!disk.isCut()) {
                    break;
                }
            }
        }
    }

    @Test
    void aLogPutBackToAnOlderStateForksAndAViewSeesIt() throws IOException {
        Path file = folder.resolve("entries.log");
        LogView view = new LogView(TRUST);
        byte[] older;
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 4);
            older = Files.readAllBytes(file);
            append(log, 4, 6);
            assertThat(view.accept(log.signedHead(KEY, 1), log.consistency(0, 6), 0))
                    .isEmpty();
        }
        Files.write(file, older);
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            assertThat(view.accept(log.signedHead(KEY, 2), log.consistency(4, 4), 0))
                    .contains(LogFault.NOT_NEWER);
            append(log, 10, 14);
            assertThat(view.accept(log.signedHead(KEY, 3), log.consistency(6, 8), 0))
                    .contains(LogFault.INCONSISTENT);
        }
    }

    @Test
    void aHeadThatTheServiceDidNotSignIsRefused() {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 3);
            SignedLogHead head = log.signedHead(KEY, 1);
            ConsistencyProof none = new ConsistencyProof(List.of());
            SignedLogHead larger =
                    new SignedLogHead(new LogHead(4, 3, head.head().root(), 1), head.signature());
            assertThat(new LogView(TRUST).accept(larger, none, 0)).contains(LogFault.BAD_SIGNATURE);
            // The same bytes signed as something else.
            SignedLogHead other = new SignedLogHead(
                    head.head(),
                    KEY.sign("tutti/credential-issuer/v1", head.head().encode()));
            assertThat(new LogView(TRUST).accept(other, none, 0)).contains(LogFault.BAD_SIGNATURE);
            assertThat(new LogView(TRUST).accept(head, none, 7)).isEmpty();
        }
    }

    @Test
    void aHeadThatCountsMoreNewDevicesThanEntriesIsRefused() {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 3);
            append(log, 0, 3);
            LogView view = new LogView(TRUST);
            assertThat(view.accept(log.signedHead(KEY, 1), log.consistency(0, 6), 0))
                    .isEmpty();
            append(log, 3, 4);
            LogHead honest = log.head(2);
            SignedLogHead lie = SignedLogHead.sign(KEY, new LogHead(7, 6, honest.root(), 2));
            assertThat(view.accept(lie, log.consistency(6, 7), 0)).contains(LogFault.INCONSISTENT);
            assertThat(view.accept(log.signedHead(KEY, 2), log.consistency(6, 7), 0))
                    .isEmpty();
        }
    }

    @Test
    void aLogThatIsGoneWhileItsEvidenceIsThereIsNotBegunAnew() throws IOException {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 1);
        }
        Files.delete(folder.resolve("entries.log"));
        assertThatThrownBy(() -> EnrolmentLog.open(folder))
                .isInstanceOf(EnrolmentStoreException.class)
                .hasMessageContaining("TUTTI-5001")
                .hasMessageContaining("fork");
    }

    @Test
    void damagedEvidenceIsNeverGiven() throws IOException {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            append(log, 0, 1);
            String name = entry(0).evidenceHash().hex();
            Path file = folder.resolve("evidence").resolve(name.substring(0, 2)).resolve(name);
            Files.write(file, Arrays.copyOf(evidence(0), 5));
            assertThatThrownBy(() -> log.evidence(entry(0).evidenceHash()))
                    .isInstanceOf(EnrolmentStoreException.class)
                    .hasMessageContaining("TUTTI-5001");
            // Given again, it is put right.
            append(log, 0, 1);
            assertThat(log.evidence(entry(0).evidenceHash())).contains(evidence(0));
        }
    }

    @Test
    void anEntryWhoseEvidenceIsAnotherIsAMistakeOfTheCaller() {
        try (EnrolmentLog log = EnrolmentLog.open(folder)) {
            assertThatThrownBy(() -> log.append(entry(0), evidence(1))).isInstanceOf(IllegalArgumentException.class);
            assertThat(log.size()).isZero();
        }
    }

    private static void append(EnrolmentLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.append(entry(i), evidence(i));
        }
    }

    private static LogEntry entry(int i) {
        return new LogEntry(DeviceId.ofPublicKey(new byte[] {(byte) i}), Platform.TPM2, i, Digest.sha256(evidence(i)));
    }

    private static byte[] evidence(int i) {
        byte[] evidence = new byte[50];
        Arrays.fill(evidence, (byte) i);
        return evidence;
    }
}
