package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.Challenge;
import dev.tutti.enrolment.log.CuttableLog;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.enrolment.store.CuttableDisk;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.Platform;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices enrol; the power goes at any step of nonces or log. Afterwards every nonce that was presented is refused, one
 * that was not is good once, and every credential that ever left has its entry and its evidence.
 */
final class EnrolmentAcrossPowerCutsTest {
    private static final byte[] INSTANCE = {1};

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final List<KeyCredential> credentials = new ArrayList<>();
    private final List<byte[]> nonces = new ArrayList<>();
    private final Set<Digest> enrolledWith = new HashSet<>();

    @Test
    void whereverThePowerGoesNoNonceEnrolsTwiceAndNoCredentialIsWithoutItsEntry() {
        for (int step = 0; ; step++) {
            Path run = folder.resolve("run" + step);
            credentials.clear();
            nonces.clear();
            enrolledWith.clear();
            CuttableDisk disk = new CuttableDisk(step, step);
            try {
                enrolThree(disk, run);
            } catch (EnrolmentStoreException e) {
                assertThat(disk.isCut()).isTrue();
            }
            afterwards(run);
            if (!disk.isCut()) {
                assertThat(enrolledWith).hasSize(3);
                return;
            }
        }
    }

    private void enrolThree(Disk disk, Path run) {
        try (Nonces store = open(disk, run);
                EnrolmentLog log = CuttableLog.open(disk, run.resolve("log"));
                Revocations revocations = Revocations.open(run.resolve("revocations"), clock)) {
            EnrolmentService service = service(store, log, revocations);
            for (int key = 0; key < 3; key++) {
                BeginResult.Begun begun = (BeginResult.Begun) service.begin("phones", INSTANCE);
                byte[] nonce = begun.nonce().value();
                nonces.add(nonce);
                enrol(service, key, nonce);
            }
        }
    }

    private void afterwards(Path run) {
        try (Nonces store = open(Disk.real(), run);
                EnrolmentLog log = EnrolmentLog.open(run.resolve("log"));
                Revocations revocations = Revocations.open(run.resolve("revocations"), clock)) {
            for (int i = 0; i < credentials.size(); i++) {
                assertThat(log.entry(i).device()).isEqualTo(credentials.get(i).device());
                assertThat(log.evidence(credentials.get(i).evidenceHash())).isPresent();
            }
            EnrolmentService service = service(store, log, revocations);
            for (int key = 0; key < nonces.size(); key++) {
                byte[] nonce = nonces.get(key);
                boolean before = enrolledWith.contains(Digest.of(nonce));
                boolean again = enrol(service, key, nonce);
                assertThat(before && again).as("a nonce that enrolled twice").isFalse();
                assertThat(enrol(service, key, nonce)).isFalse();
            }
        }
    }

    private boolean enrol(EnrolmentService service, int key, byte[] nonce) {
        byte[] evidence =
                TestEvidence.of(TestEvidence.key(key), Challenge.of("phones", nonce, INSTANCE), Platform.ANDROID);
        if (service.enrol("phones", INSTANCE, nonce, evidence) instanceof EnrolResult.Enrolled enrolled) {
            credentials.add(enrolled.credential().credential());
            enrolledWith.add(Digest.of(nonce));
            return true;
        }
        return false;
    }

    private EnrolmentService service(Nonces store, EnrolmentLog log, Revocations revocations) {
        return new EnrolmentService(
                EnrolmentPolicy.of(Set.of("phones")),
                TestEvidence::verify,
                new CredentialIssuer(OperatorKey.fromSeed(new byte[32])),
                store,
                log,
                revocations,
                clock);
    }

    private Nonces open(Disk disk, Path run) {
        return Nonces.open(
                disk, run.resolve("nonces"), new NonceSettings(Duration.ofMinutes(5), 20), clock, new SecureRandom());
    }
}
