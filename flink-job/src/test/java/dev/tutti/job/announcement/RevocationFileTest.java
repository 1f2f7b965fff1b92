package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.enrolment.revocation.Revocation;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.job.config.Revocations;
import dev.tutti.job.testing.TestDevice;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list that cannot be believed stops announcements; it never brings a revoked device back, and never stops the job. */
class RevocationFileTest {
    private static final long SEED = 7;
    private static final long NOW = 1_800_000_000_000L;
    private static final int MAX_AGE = 3_600_000;

    @TempDir
    Path dir;

    private final SecureRandom random = new SecureRandom();
    private final OperatorKey service = OperatorKey.generate(random);
    private final DeviceId revoked = new TestDevice(new CredentialIssuer(service), NOW).id();
    private Revocations setting;
    private RevocationFile file;

    @BeforeEach
    void aPlaceForTheList() {
        setting = new Revocations(dir.resolve("revocations").toUri().toString(), MAX_AGE);
        file = new RevocationFile(setting, List.of(service.publicKey()));
    }

    @Test
    void aGoodListIsReadWithItsVersion() throws IOException {
        put(list(service, 3, NOW, revoked));
        RevocationFile.Reading read = file.read(2, NOW);
        assertThat(read.fault()).isNull();
        assertThat(read.version()).isEqualTo(3);
        assertThat(RevokedDevices.contains(read.revoked(), revoked.hex())).isTrue();
        // The same list again: nothing has changed.
        assertThat(file.read(3, NOW).fault()).isNull();
    }

    @Test
    void aSecondIssuerMaySignItToo() throws IOException {
        OperatorKey another = OperatorKey.generate(random);
        put(list(another, 1, NOW, revoked));
        assertThat(file.read(0, NOW).fault()).isEqualTo(Withheld.REVOCATIONS_UNSIGNED);
        assertThat(new RevocationFile(setting, List.of(service.publicKey(), another.publicKey()))
                        .read(0, NOW)
                        .fault())
                .isNull();
    }

    @Test
    void eachFaultHasItsReason() throws IOException {
        assertThat(file.read(0, NOW).fault()).isEqualTo(Withheld.REVOCATIONS_UNREADABLE);
        put(new byte[0]);
        assertThat(file.read(0, NOW).fault()).isEqualTo(Withheld.REVOCATIONS_MALFORMED);
        put(list(OperatorKey.generate(random), 1, NOW));
        assertThat(file.read(0, NOW).fault()).isEqualTo(Withheld.REVOCATIONS_UNSIGNED);
        put(list(service, 4, NOW));
        assertThat(file.read(5, NOW).fault()).isEqualTo(Withheld.REVOCATIONS_ROLLED_BACK);
        assertThat(file.read(4, NOW + MAX_AGE).fault()).isNull();
        assertThat(file.read(4, NOW + MAX_AGE + 1).fault()).isEqualTo(Withheld.REVOCATIONS_STALE);
        assertThat(file.read(4, NOW - 300_000).fault()).isNull();
        assertThat(file.read(4, NOW - 300_001).fault()).isEqualTo(Withheld.REVOCATIONS_FROM_THE_FUTURE);
    }

    @Test
    void whateverIsNotUsedChangesNothing() throws IOException {
        put(list(service, 4, NOW));
        RevocationFile.Reading read = file.read(5, NOW);
        assertThat(read.version()).isEqualTo(5);
        assertThat(read.revoked()).isEmpty();
    }

    @Test
    void aPlaceThatIsNoneIsUnreadableAndNoFailure() {
        for (String path : List.of(
                "nowhere://host/list", "file:///no/such/file", dir.toUri().toString())) {
            assertThat(new RevocationFile(new Revocations(path, MAX_AGE), List.of(service.publicKey()))
                            .read(0, NOW)
                            .fault())
                    .isEqualTo(Withheld.REVOCATIONS_UNREADABLE);
        }
    }

    @Test
    void damagedListsAreMalformedOrUnsignedAndNothingElse() throws IOException {
        byte[] good = list(service, 4, NOW, revoked);
        Random damage = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] bad = Arrays.copyOf(good, i % 2 == 0 ? damage.nextInt(good.length) : good.length);
            if (bad.length > 0) {
                bad[damage.nextInt(bad.length)] ^= (byte) (1 << damage.nextInt(8));
            }
            put(bad);
            assertThat(file.read(0, NOW).fault())
                    .as("seed %s, case %s", SEED, i)
                    .isIn(Withheld.REVOCATIONS_MALFORMED, Withheld.REVOCATIONS_UNSIGNED);
        }
    }

    /** Whoever can write the file, and holds no issuer's key, wants the revoked device back. */
    @Test
    void withoutEachCheckARevokedDeviceIsBack() throws IOException {
        byte[] old = list(service, 1, NOW);
        byte[] forged = list(OperatorKey.generate(random), 9, NOW);
        put(list(service, 2, NOW, revoked));
        assertThat(isRevoked(file.read(0, NOW))).isTrue();

        put(old);
        assertThat(isRevoked(blindTo(Withheld.REVOCATIONS_ROLLED_BACK).read(2, NOW)))
                .isFalse();
        assertThat(file.read(2, NOW).fault()).isNotNull();

        put(forged);
        assertThat(isRevoked(blindTo(Withheld.REVOCATIONS_UNSIGNED).read(2, NOW)))
                .isFalse();
        assertThat(file.read(2, NOW).fault()).isNotNull();

        // The list from before the device was stolen, shown to a job that has never seen a later one.
        put(old);
        long later = NOW + MAX_AGE + 1;
        assertThat(isRevoked(blindTo(Withheld.REVOCATIONS_STALE).read(0, later)))
                .isFalse();
        assertThat(file.read(0, later).fault()).isNotNull();
    }

    private boolean isRevoked(RevocationFile.Reading read) {
        assertThat(read.fault()).isNull();
        return RevokedDevices.contains(read.revoked(), revoked.hex());
    }

    private RevocationFile blindTo(Withheld check) {
        return new RevocationFile(setting, List.of(service.publicKey()), Set.of(check));
    }

    private void put(byte[] bytes) throws IOException {
        Files.write(dir.resolve("revocations"), bytes);
    }

    private static byte[] list(OperatorKey key, long version, long issuedAt, DeviceId... devices) {
        List<Revocation> all = Arrays.stream(devices)
                .map(device -> new Revocation(device, RevocationReason.LOST, issuedAt))
                .toList();
        return SignedRevocationList.sign(key, new RevocationList(version, issuedAt, all))
                .encode();
    }
}
