package dev.tutti.device.enclave.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A credential that is always this key's and always valid. */
final class RenewingCredentialTest {
    private static final Duration LIFE = Duration.ofDays(4);

    private final MovableClock clock = new MovableClock();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));
    private final JdkKey key = new JdkKey();
    private int fetched;
    private boolean down;

    private SignedCredential issue(byte[] publicKey, Platform platform, Duration life) {
        long now = clock.millis();
        return issuer.issue(new KeyCredential(
                DeviceId.ofPublicKey(publicKey),
                "fitness/test",
                publicKey,
                platform,
                KeyLevel.SOFTWARE,
                now,
                now + life.toMillis(),
                Digest.sha256(publicKey),
                1));
    }

    private SignedCredential serve(StatementSigner asking, String evidence) throws IOException {
        fetched++;
        if (down) {
            throw new IOException("expected the service, found it down");
        }
        assertThat(evidence).isEqualTo("evidence");
        return issue(asking.publicKey(), Platform.PKCS11, LIFE);
    }

    private RenewingCredential<String> credential(CredentialSource<String> source) {
        return new RenewingCredential<>(key, "evidence", Platform.PKCS11, source, clock);
    }

    @Test
    void itIsFetchedOnceAndRenewedInItsLastQuarter() {
        RenewingCredential<String> credential = credential(this::serve);
        SignedCredential first = credential.current();
        clock.advance(Duration.ofDays(3).minusMillis(1));
        assertThat(credential.current()).isSameAs(first);

        clock.advance(Duration.ofMillis(1));

        assertThat(credential.current().credential().expiresAtMillis())
                .isGreaterThan(first.credential().expiresAtMillis());
        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void aServiceThatIsDownCostsNothingWhileTheOldOneLastsAndIsNotBeatenUpon() {
        RenewingCredential<String> credential = credential(this::serve);
        SignedCredential first = credential.current();
        down = true;
        clock.advance(Duration.ofDays(3));

        assertThat(credential.current()).isSameAs(first);
        assertThat(credential.current()).isSameAs(first);
        assertThat(fetched).isEqualTo(2);
        clock.advance(RenewingCredential.RETRY_AFTER);
        assertThat(credential.current()).isSameAs(first);
        assertThat(fetched).isEqualTo(3);
    }

    @Test
    void anExpiredOneIsNeverGivenOut() {
        RenewingCredential<String> credential = credential(this::serve);
        credential.current();
        down = true;
        clock.advance(LIFE);

        fails(credential, EnclaveFault.NO_CREDENTIAL);

        down = false;
        assertThat(credential.current().credential().issuedAtMillis()).isEqualTo(clock.millis());
    }

    @Test
    void anotherKeysCredentialIsRefused() {
        fails(
                credential((asking, evidence) -> issue(new JdkKey().publicKey(), Platform.PKCS11, LIFE)),
                EnclaveFault.CREDENTIAL_REFUSED);
    }

    @Test
    void anotherDevicesIdIsRefused() {
        byte[] publicKey = key.publicKey();
        DeviceId other = DeviceId.ofPublicKey(new JdkKey().publicKey());
        long now = clock.millis();
        SignedCredential wrong = issuer.issue(new KeyCredential(
                other,
                "fitness/test",
                publicKey,
                Platform.PKCS11,
                KeyLevel.SOFTWARE,
                now,
                now + 1_000,
                Digest.sha256(publicKey),
                1));

        fails(credential((asking, evidence) -> wrong), EnclaveFault.CREDENTIAL_REFUSED);
    }

    @Test
    void anotherPlatformsCredentialIsRefused() {
        fails(
                credential((asking, evidence) -> issue(asking.publicKey(), Platform.SOFTWARE_DEVELOPMENT, LIFE)),
                EnclaveFault.CREDENTIAL_REFUSED);
    }

    @Test
    void oneThatIsOverBeforeItBeginsIsRefused() {
        SignedCredential old = issue(key.publicKey(), Platform.PKCS11, Duration.ofDays(1));
        clock.advance(Duration.ofDays(1));

        fails(credential((asking, evidence) -> old), EnclaveFault.CREDENTIAL_REFUSED);
    }

    @Test
    void whileOneThreadRenewsOthersHaveTheOldOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        RenewingCredential<String> credential = credential((asking, evidence) -> {
            if (fetched > 0) {
                asked.countDown();
                await(answer);
            }
            return serve(asking, evidence);
        });
        SignedCredential first = credential.current();
        clock.advance(Duration.ofDays(3));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<SignedCredential> renewed = threads.submit(credential::current);
            asked.await();

            assertThat(credential.current()).isSameAs(first);

            answer.countDown();
            assertThat(renewed.get()).isNotSameAs(first);
        } finally {
            answer.countDown();
            threads.shutdown();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void fails(RenewingCredential<String> credential, EnclaveFault fault) {
        assertThatExceptionOfType(EnclaveException.class)
                .isThrownBy(credential::current)
                .extracting(EnclaveException::fault)
                .isEqualTo(fault);
    }
}
