package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.attestation.Challenge;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
final class EnrolmentServiceTest {
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final byte[] INSTANCE = {1, 2, 3};

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final AtomicInteger verifications = new AtomicInteger();
    private Nonces nonces;
    private EnrolmentLog log;
    private Revocations revocations;
    private EnrolmentService service;

    @BeforeEach
    void open() {
        nonces = Nonces.open(
                folder.resolve("nonces"), new NonceSettings(Duration.ofMinutes(5), 20), clock, new SecureRandom());
        log = EnrolmentLog.open(folder.resolve("log"));
        revocations = Revocations.open(folder.resolve("revocations"), clock);
        service = service(EnrolmentPolicy.of(Set.of("phones", "watches")));
    }

    @AfterEach
    void close() {
        nonces.close();
        log.close();
        revocations.close();
    }

    @Test
    void aKeyWhoseEvidenceHoldsGetsACredentialThatIsBelievedForSevenDays() {
        byte[] nonce = begin("phones");
        byte[] evidence = evidence(1, "phones", nonce);
        EnrolResult.Enrolled enrolled = enrolled(service.enrol("phones", INSTANCE, nonce, evidence));
        KeyCredential credential = enrolled.credential().credential();
        assertThat(credential.device()).isEqualTo(DeviceId.ofPublicKey(TestEvidence.key(1)));
        Dossier dossier = new Dossier("phones", INSTANCE, nonce, evidence);
        assertThat(credential.evidenceHash()).isEqualTo(dossier.digest());
        assertThat(credential.population()).isEqualTo("phones");
        assertThat(credential.level()).isEqualTo(KeyLevel.TRUSTED_ENVIRONMENT);
        assertThat(credential.policyVersion()).isEqualTo(7);
        assertThat(credential.platform()).isEqualTo(Platform.ANDROID);
        assertThat(credential.expiresAtMillis() - credential.issuedAtMillis())
                .isEqualTo(Duration.ofDays(7).toMillis());
        assertThat(trust().check(enrolled.credential(), "phones", clock.millis()))
                .isEmpty();
        assertThat(log.entry(enrolled.index()))
                .isEqualTo(new LogEntry(
                        credential.device(), Platform.ANDROID, credential.issuedAtMillis(), credential.evidenceHash()));
        assertThat(log.evidence(credential.evidenceHash())).contains(dossier.encode());
        assertThat(verifications).hasValue(1);
    }

    @Test
    void theChallengeIsTheHashThatTheProtocolSays() {
        byte[] nonce = new byte[32];
        byte[] written = new byte[15 + 4 + 6 + 32 + 3];
        System.arraycopy("tutti/attest/v1".getBytes(StandardCharsets.US_ASCII), 0, written, 0, 15);
        written[18] = 6;
        System.arraycopy("phones".getBytes(StandardCharsets.US_ASCII), 0, written, 19, 6);
        System.arraycopy(INSTANCE, 0, written, 57, 3);
        assertThat(Challenge.of("phones", nonce, INSTANCE))
                .isEqualTo(Digest.sha256(written).bytes());
    }

    @Test
    void aKeyThatRenewsStaysTheSameDevice() {
        SignedCredential first = enrol(1).credential();
        clock.move(Duration.ofDays(6));
        SignedCredential second = enrol(1).credential();
        assertThat(second.credential().device()).isEqualTo(first.credential().device());
        assertThat(second.credential().expiresAtMillis())
                .isGreaterThan(first.credential().expiresAtMillis());
        assertThat(log.head(0).size()).isEqualTo(2);
        assertThat(log.head(0).devices()).isEqualTo(1);
        assertThat(enrol(2).credential().credential().device())
                .isNotEqualTo(first.credential().device());
    }

    @Test
    void eachRefusalOfANonceHasItsOwnFaultAndNoEvidenceIsLookedAt() {
        byte[] nonce = begin("phones");
        byte[] evidence = evidence(1, "phones", nonce);
        assertFault(EnrolmentFault.NONCE_UNKNOWN, service.enrol("phones", INSTANCE, new byte[32], evidence));
        assertFault(EnrolmentFault.NONCE_UNKNOWN, service.enrol("phones", INSTANCE, new byte[5], evidence));
        assertFault(EnrolmentFault.NONCE_OF_ANOTHER_POPULATION, service.enrol("watches", INSTANCE, nonce, evidence));
        assertFault(EnrolmentFault.NONCE_OF_ANOTHER_INSTANCE, service.enrol("phones", new byte[] {9}, nonce, evidence));
        assertThat(verifications).hasValue(0);
        enrolled(service.enrol("phones", INSTANCE, nonce, evidence));
        assertFault(EnrolmentFault.NONCE_USED, service.enrol("phones", INSTANCE, nonce, evidence));
        assertThat(verifications).hasValue(1);
        byte[] late = begin("phones");
        clock.move(Duration.ofMinutes(5));
        assertFault(EnrolmentFault.NONCE_EXPIRED, service.enrol("phones", INSTANCE, late, evidence(1, "phones", late)));
        assertThat(log.size()).isEqualTo(1);
    }

    @Test
    void whatCouldNotHaveBegunIsRefused() {
        byte[] nonce = begin("phones");
        assertFault(EnrolmentFault.UNKNOWN_POPULATION, service.enrol("cars", INSTANCE, nonce, new byte[1]));
        assertFault(EnrolmentFault.BAD_INSTANCE, service.enrol("phones", new byte[0], nonce, new byte[1]));
        assertFault(EnrolmentFault.BAD_INSTANCE, service.enrol("phones", new byte[65], nonce, new byte[1]));
        assertFault(
                EnrolmentFault.EVIDENCE_TOO_LARGE, service.enrol("phones", INSTANCE, nonce, new byte[(128 << 10) + 1]));
        assertThat(service.begin("cars", INSTANCE)).isInstanceOf(BeginResult.Refused.class);
        assertThat(service.begin("phones", new byte[65])).isInstanceOf(BeginResult.Refused.class);
        for (int i = 1; i < 20; i++) {
            begin("phones");
        }
        assertThat(service.begin("phones", INSTANCE))
                .isInstanceOfSatisfying(
                        BeginResult.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(EnrolmentFault.TOO_MANY_NONCES));
    }

    @Test
    void evidenceThatDoesNotHoldUsesTheNonceUp() {
        byte[] nonce = begin("phones");
        byte[] other = evidence(1, "watches", nonce);
        EnrolResult result = service.enrol("phones", INSTANCE, nonce, other);
        assertFault(EnrolmentFault.EVIDENCE_REFUSED, result);
        assertThat(((EnrolResult.Refused) result).detail()).isEqualTo("WRONG_CHALLENGE");
        assertFault(EnrolmentFault.NONCE_USED, service.enrol("phones", INSTANCE, nonce, evidence(1, "phones", nonce)));
        assertThat(log.size()).isZero();
    }

    @Test
    void evidenceSeenOnceIsNoGoodAgainUnlessTheCheckOfUsedNoncesIsLeftOut() {
        byte[] nonce = begin("phones");
        byte[] overheard = evidence(1, "phones", nonce);
        enrolled(service.enrol("phones", INSTANCE, nonce, overheard));
        assertFault(EnrolmentFault.NONCE_USED, service.enrol("phones", INSTANCE, nonce, overheard));
        // Without it, whoever overheard an enrolment has its device's credentials renewed without the device.
        enrolled(service.enrol("phones", INSTANCE, nonce, overheard, new byte[0], Set.of(EnrolmentFault.NONCE_USED)));
    }

    @Test
    void evidenceMadeLongAgoIsNoGoodUnlessTheCheckOfExpiryIsLeftOut() {
        byte[] nonce = begin("phones");
        byte[] kept = evidence(1, "phones", nonce);
        clock.move(Duration.ofMinutes(9));
        enrolled(service.enrol("phones", INSTANCE, nonce, kept, new byte[0], Set.of(EnrolmentFault.NONCE_EXPIRED)));
        assertFault(EnrolmentFault.NONCE_EXPIRED, service.enrol("phones", INSTANCE, nonce, kept));
    }

    @Test
    void evidenceForOnePopulationOrInstanceIsHeldBackTwice() {
        for (EnrolmentFault waived :
                List.of(EnrolmentFault.NONCE_OF_ANOTHER_POPULATION, EnrolmentFault.NONCE_OF_ANOTHER_INSTANCE)) {
            byte[] nonce = begin("phones");
            byte[] evidence = evidence(1, "phones", nonce);
            boolean population = waived == EnrolmentFault.NONCE_OF_ANOTHER_POPULATION;
            String where = population ? "watches" : "phones";
            byte[] who = population ? INSTANCE : new byte[] {9};
            assertFault(waived, service.enrol(where, who, nonce, evidence));
            // The binding of the nonce left out, the challenge still says which population and instance it was for.
            assertFault(
                    EnrolmentFault.EVIDENCE_REFUSED,
                    service.enrol(where, who, nonce, evidence, new byte[0], Set.of(waived)));
            // With evidence whose challenge is the wrong one too, only the nonce's binding was left.
            byte[] made = TestEvidence.of(TestEvidence.key(1), Challenge.of(where, nonce, who), Platform.ANDROID);
            assertFault(waived, service.enrol(where, who, nonce, made));
            enrolled(service.enrol(where, who, nonce, made, new byte[0], Set.of(waived)));
        }
    }

    @Test
    void aRevokedKeyIsRefusedAndCanOnlyComeBackWithoutTheCheck() {
        DeviceId device = enrol(1).credential().credential().device();
        service.revoke(device, RevocationReason.LOST);
        byte[] nonce = begin("phones");
        assertFault(EnrolmentFault.KEY_REVOKED, service.enrol("phones", INSTANCE, nonce, evidence(1, "phones", nonce)));
        byte[] another = begin("phones");
        enrolled(service.enrol(
                "phones",
                INSTANCE,
                another,
                evidence(1, "phones", another),
                new byte[0],
                Set.of(EnrolmentFault.KEY_REVOKED)));
        enrol(2);
    }

    @Test
    void aPolicyGivesNoMoreThanSevenDays() {
        assertThatThrownBy(() ->
                        new EnrolmentPolicy(Set.of("phones"), Duration.ofDays(7).plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acrossARestartUsedNoncesStayUsedRevokedKeysStayRevokedAndTheLogGoesOn() {
        byte[] used = begin("phones");
        byte[] evidence = evidence(1, "phones", used);
        enrolled(service.enrol("phones", INSTANCE, used, evidence));
        byte[] outstanding = begin("phones");
        service.revoke(DeviceId.ofPublicKey(TestEvidence.key(2)), RevocationReason.MISBEHAVED);
        close();
        open();
        assertFault(EnrolmentFault.NONCE_USED, service.enrol("phones", INSTANCE, used, evidence));
        enrolled(service.enrol("phones", INSTANCE, outstanding, evidence(3, "phones", outstanding)));
        byte[] nonce = begin("phones");
        assertFault(EnrolmentFault.KEY_REVOKED, service.enrol("phones", INSTANCE, nonce, evidence(2, "phones", nonce)));
        assertThat(log.size()).isEqualTo(2);
    }

    @Test
    void ofManyThreadsWithOneNonceOneIsEnrolledAndOthersAreNotHeldUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            byte[] nonce = begin("phones");
            byte[] evidence = evidence(1, "phones", nonce);
            List<Callable<EnrolResult>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(() -> service.enrol("phones", INSTANCE, nonce, evidence));
                int key = i + 10;
                calls.add(() -> {
                    byte[] own = begin("phones");
                    return service.enrol("phones", INSTANCE, own, evidence(key, "phones", own));
                });
            }
            int enrolled = 0;
            for (Future<EnrolResult> result : threads.invokeAll(calls)) {
                enrolled += result.get() instanceof EnrolResult.Enrolled ? 1 : 0;
            }
            assertThat(enrolled).isEqualTo(7);
            assertThat(log.head(0).devices()).isEqualTo(7);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anyDamageToEvidenceIsRefusedAsEvidence() {
        byte[] nonce = begin("phones");
        byte[] evidence = evidence(1, "phones", nonce);
        for (int length = 0; length < evidence.length; length++) {
            byte[] cut = Arrays.copyOf(evidence, length);
            assertFault(
                    EnrolmentFault.EVIDENCE_REFUSED,
                    service.enrol("phones", INSTANCE, nonce, cut, new byte[0], Set.of(EnrolmentFault.NONCE_USED)));
        }
    }

    private EnrolmentService service(EnrolmentPolicy policy) {
        EvidenceVerifier counting = (evidence, challenge, nowMillis) -> {
            verifications.incrementAndGet();
            return TestEvidence.verify(evidence, challenge, nowMillis);
        };
        return new EnrolmentService(policy, counting, new CredentialIssuer(KEY), nonces, log, revocations, clock);
    }

    private EnrolResult.Enrolled enrol(int key) {
        byte[] nonce = begin("phones");
        return enrolled(service.enrol("phones", INSTANCE, nonce, evidence(key, "phones", nonce)));
    }

    private byte[] begin(String population) {
        BeginResult result = service.begin(population, INSTANCE);
        assertThat(result).isInstanceOf(BeginResult.Begun.class);
        return ((BeginResult.Begun) result).nonce().value();
    }

    private static byte[] evidence(int key, String population, byte[] nonce) {
        return TestEvidence.of(TestEvidence.key(key), Challenge.of(population, nonce, INSTANCE), Platform.ANDROID);
    }

    private static CredentialTrust trust() {
        return CredentialTrust.of(List.of(KEY.publicKey()), Set.of(Platform.ANDROID), Set.of());
    }

    private static EnrolResult.Enrolled enrolled(EnrolResult result) {
        assertThat(result).isInstanceOf(EnrolResult.Enrolled.class);
        return (EnrolResult.Enrolled) result;
    }

    private static void assertFault(EnrolmentFault fault, EnrolResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        EnrolResult.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
}
