package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.AppleEvidence;
import dev.tutti.attestation.Challenge;
import dev.tutti.attestation.Evidence;
import dev.tutti.attestation.android.TestDevice;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.fixture.Vectors;
import dev.tutti.attestation.policy.AndroidApp;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.policy.KnownRoots;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The service, the verifiers and the dossier check together: on evidence of real phones, which was made for other
 * challenges than this service's, and on evidence made by test devices for its own.
 */
@SuppressWarnings("NullAway.Init") // opened before each test
final class RealEvidenceTest {
    private static final byte[] INSTANCE = {1};
    private static final Digest GOOGLES_APP =
            Digest.of(HexFormat.of().parseHex("103938ee4537e59e8ee792f654504fb8346fc6b346d0bbc4415fc339fcfc8ec1"));
    private static final String APPLE = "apple/ios-14.4.yaml";
    private static final String APPLES_APP = "6MURL8TA57.de.vincent-haupert.apple-appattest-poc";
    private static final long APPLES_DAY = Instant.parse("2021-01-23T12:30:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private Nonces nonces;
    private EnrolmentLog log;
    private Revocations revocations;

    @BeforeEach
    void open() {
        nonces = Nonces.open(
                folder.resolve("nonces"), new NonceSettings(Duration.ofMinutes(5), 20), clock, new SecureRandom());
        log = EnrolmentLog.open(folder.resolve("log"));
        revocations = Revocations.open(folder.resolve("revocations"), clock);
    }

    @AfterEach
    void close() {
        nonces.close();
        log.close();
        revocations.close();
    }

    /** All before the challenge holds of the first: Google's roots, its list, the key. */
    @ParameterizedTest
    @CsvSource({
        "caiman_sdk36_SB_EC_RKP, CHALLENGE_MISMATCH",
        "caiman_sdk36_TEE_EC_RKP, CHALLENGE_MISMATCH",
        "marlin_sdk29_TEE_EC_NONE, UNTRUSTED_ROOT",
        "tokay_sdk37_TEE_MLDSA_RKP, NOT_P256",
        "akita_sdk34_TEE_RSA_NONE, NOT_P256",
        "invalid_malformed_rot_device_locked, NOT_CANONICAL_DER"
    })
    void aRealPhonesEvidenceServesNobodyWhoOverhearsIt(String name, String reason) throws Exception {
        AndroidEvidence evidence = new AndroidEvidence(Vectors.certificates("android/" + name + ".pem"));
        clock.move(Duration.ofMillis(hourAfterTheYoungestIssuer(evidence) - clock.millis()));
        AttestationPolicy policy = AttestationPolicy.production(1)
                .allow(Platform.ANDROID)
                .trustRoot(Platform.ANDROID, KnownRoots.GOOGLE_RSA)
                .trustRoot(Platform.ANDROID, KnownRoots.GOOGLE_P384)
                .minimumPatchLevel(YearMonth.of(2019, 1))
                .androidApp(new AndroidApp("com.google.android.attestation", Set.of(GOOGLES_APP)))
                .revocations(
                        Platform.ANDROID,
                        RevocationList.parse(
                                Vectors.text("android/status.json").getBytes(StandardCharsets.UTF_8), clock.millis()),
                        Duration.ofDays(1))
                .build();

        EnrolResult result = enrol(new AttestingVerifier(policy), evidence);

        assertThat(result).isInstanceOfSatisfying(EnrolResult.Refused.class, refused -> {
            assertThat(refused.fault()).isEqualTo(EnrolmentFault.EVIDENCE_REFUSED);
            assertThat(refused.detail()).startsWith(reason + " in ");
        });
        assertThat(log.size()).isZero();
    }

    @Test
    void aRealIphonesKeyIsEnrolledAtItsLevelWhereItsOwnChallengeIsTaken() {
        clock.move(Duration.ofMillis(APPLES_DAY - clock.millis()));
        AppleEvidence evidence = new AppleEvidence(apple("keyIdBase64"), apple("attestationBase64"));
        AttestationPolicy development =
                apple(AttestationPolicy.forDevelopment(3, Set.of(Concession.APPLE_DEVELOPMENT)));
        AttestingVerifier verifier = new AttestingVerifier(development);
        byte[] its = apple("clientDataHashSha256Base64");

        SignedCredential credential =
                enrolled(enrol((raw, ours, nowMillis) -> verifier.verify(raw, its, nowMillis), evidence));

        assertThat(credential.credential().platform()).isEqualTo(Platform.APPLE);
        assertThat(credential.credential().level()).isEqualTo(KeyLevel.STRONG_BOX);
        assertThat(credential.credential().policyVersion()).isEqualTo(3);
        // Such a service is found out by whoever decides again.
        assertThat(DossierCheck.check(credential, dossier(credential), development, clock.millis()))
                .contains(DossierFault.EVIDENCE_REFUSED);
        assertThat(refusal(enrol(verifier, evidence))).startsWith("CHALLENGE_MISMATCH");
        assertThat(refusal(enrol(new AttestingVerifier(apple(AttestationPolicy.production(3))), evidence)))
                .startsWith("CHALLENGE_MISMATCH");
        clock.move(Duration.ofDays(3));
        assertThat(refusal(enrol(verifier, evidence))).startsWith("EXPIRED");
    }

    @Test
    void whatWasEnrolledIsDecidedAgainDaysLaterByAnybody() {
        AttestingVerifier verifier = new AttestingVerifier(TestDevice.policy().build());
        byte[] nonce = begin(verifier);
        AndroidEvidence evidence = TestDevice.evidence(
                new TestDescription().levels(2, 2).challenge(Challenge.of("phones", nonce, INSTANCE)));
        SignedCredential credential = enrolled(service(verifier).enrol("phones", INSTANCE, nonce, evidence.encode()));
        KeyCredential said = credential.credential();
        assertThat(said.level()).isEqualTo(KeyLevel.STRONG_BOX);
        assertThat(said.population()).isEqualTo("phones");
        Dossier dossier = dossier(credential);
        assertThat(dossier).isEqualTo(new Dossier("phones", INSTANCE, nonce, evidence.encode()));
        clock.move(Duration.ofDays(5));
        long now = clock.millis();
        assertThat(DossierCheck.check(credential, dossier, listing(now, Map.of()), now))
                .isEmpty();
        // A list of the day it was issued is too old today, and what was withdrawn since counts.
        assertThat(DossierCheck.check(credential, dossier, TestDevice.policy().build(), now))
                .contains(DossierFault.EVIDENCE_REFUSED);
        assertThat(DossierCheck.check(
                        credential, dossier, listing(now, Map.of(TestDevice.ATTESTATION_SERIAL, "REVOKED")), now))
                .contains(DossierFault.EVIDENCE_REFUSED);
    }

    @Test
    void bytesThatAreNoEvidenceAreRefused() {
        AttestingVerifier verifier = new AttestingVerifier(TestDevice.policy().build());
        byte[] evidence = TestDevice.evidence(new TestDescription()).encode();
        for (int length = 0; length < evidence.length; length += 97) {
            assertThat(verifier.verify(Arrays.copyOf(evidence, length), new byte[Challenge.BYTES], TestDevice.NOW))
                    .isEqualTo(new Verdict.Refused("MALFORMED"));
        }
        assertThat(verifier.verify(evidence, new byte[Challenge.BYTES], TestDevice.NOW))
                .isInstanceOf(Verdict.Accepted.class);
    }

    private static AttestationPolicy listing(long now, Map<Integer, String> serials) {
        StringBuilder entries = new StringBuilder();
        serials.forEach((serial, status) -> entries.append(entries.length() == 0 ? "" : ",")
                .append("\"" + Integer.toHexString(serial) + "\":{\"status\":\"" + status + "\"}"));
        byte[] json = ("{\"entries\":{" + entries + "}}").getBytes(StandardCharsets.UTF_8);
        return TestDevice.policy()
                .revocations(Platform.ANDROID, RevocationList.parse(json, now), Duration.ofHours(1))
                .build();
    }

    private static AttestationPolicy apple(AttestationPolicy.Builder builder) {
        return builder.allow(Platform.APPLE)
                .trustRootKey(Platform.APPLE, KnownRoots.appleAppAttest())
                .appleApp(APPLES_APP)
                .build();
    }

    private static byte[] apple(String name) {
        Matcher found =
                Pattern.compile("^" + name + ": (.*)$", Pattern.MULTILINE).matcher(Vectors.text(APPLE));
        assertThat(found.find()).isTrue();
        return Base64.getDecoder().decode(found.group(1).trim());
    }

    private static long hourAfterTheYoungestIssuer(AndroidEvidence evidence) throws CertificateException {
        long youngest = 0;
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] der : evidence.chain().subList(1, evidence.chain().size())) {
            X509Certificate certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            youngest = Math.max(youngest, certificate.getNotBefore().getTime());
        }
        return youngest + Duration.ofHours(1).toMillis();
    }

    private Dossier dossier(SignedCredential credential) {
        return Dossier.decode(
                log.evidence(credential.credential().evidenceHash()).orElseThrow());
    }

    private EnrolmentService service(EvidenceVerifier verifier) {
        return new EnrolmentService(
                EnrolmentPolicy.of(Set.of("phones")),
                verifier,
                new CredentialIssuer(OperatorKey.fromSeed(new byte[32])),
                nonces,
                log,
                revocations,
                clock);
    }

    private byte[] begin(EvidenceVerifier verifier) {
        return ((BeginResult.Begun) service(verifier).begin("phones", INSTANCE))
                .nonce()
                .value();
    }

    private EnrolResult enrol(EvidenceVerifier verifier, Evidence evidence) {
        return service(verifier).enrol("phones", INSTANCE, begin(verifier), evidence.encode());
    }

    private static String refusal(EnrolResult result) {
        assertThat(result).isInstanceOf(EnrolResult.Refused.class);
        return ((EnrolResult.Refused) result).detail();
    }

    private static SignedCredential enrolled(EnrolResult result) {
        assertThat(result).isInstanceOf(EnrolResult.Enrolled.class);
        return ((EnrolResult.Enrolled) result).credential();
    }
}
