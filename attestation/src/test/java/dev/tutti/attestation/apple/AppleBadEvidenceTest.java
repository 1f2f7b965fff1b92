package dev.tutti.attestation.apple;

import static dev.tutti.attestation.apple.TestPhone.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AppleEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.apple.AppleAssertion.Result.Accepted;
import dev.tutti.attestation.apple.AppleAssertion.Result.Rejected;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.fixture.Damage;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.x509.TrustAnchor;
import dev.tutti.attestation.x509.ValidityPeriods;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each way in which an attestation or an assertion can be bad, and what happens without the check. */
final class AppleBadEvidenceTest {
    private static final byte[] HASH = new byte[32];
    private static final AttestationPolicy POLICY =
            TestPhone.policy(AttestationPolicy.production(1)).build();

    private static Attestation verify(AppleEvidence evidence, AttestationPolicy policy) {
        return new AttestationVerifier().verify(evidence, HASH, policy, NOW);
    }

    private static void refused(AppleEvidence evidence, RefusalReason reason) {
        assertThat(verify(evidence, POLICY))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static void refusedBy(Class<?> check, RefusalReason reason, Consumer<TestPhone> change) {
        TestPhone phone = new TestPhone();
        change.accept(phone);
        refused(phone.evidence(), reason);
        assertThat(new AppleVerifier(new Checklist(Set.of(check)))
                        .verify(phone.evidence(), new Circumstances(Platform.APPLE, HASH, POLICY, NOW)))
                .as("without " + check)
                .isInstanceOf(Verified.class);
    }

    @Test
    void aGoodPhoneIsVerified() {
        assertThat(verify(new TestPhone().evidence(), POLICY))
                .isEqualTo(new Verified(Keys.point(TestPhone.KEY), Platform.APPLE, KeyLevel.STRONG_BOX));
    }

    @Test
    void anotherChallenge() {
        refusedBy(Nonce.class, RefusalReason.CHALLENGE_MISMATCH, phone -> phone.challenge = new byte[] {1});
    }

    @Test
    void anotherRoot() {
        refusedBy(TrustAnchor.class, RefusalReason.UNTRUSTED_ROOT, phone -> phone.root = Keys.ec("secp384r1"));
    }

    @Test
    void aCertificateWhoseDaysAreOver() {
        refusedBy(ValidityPeriods.class, RefusalReason.EXPIRED, phone -> phone.ends = NOW - 1_000);
    }

    @Test
    void anotherApp() {
        refusedBy(AllowedApp.class, RefusalReason.APP_NOT_ALLOWED, phone -> phone.app = "TEAM.com.example.other");
    }

    @Test
    void aKeyThatWasUsed() {
        refusedBy(UnusedKey.class, RefusalReason.COUNTER_NOT_ZERO, phone -> phone.counter = 1);
    }

    @Test
    void anotherKeysId() {
        refusedBy(KeyId.class, RefusalReason.KEY_ID_MISMATCH, phone -> {
            phone.keyId = new byte[32];
            phone.credentialId = new byte[32];
        });
        refusedBy(CredentialId.class, RefusalReason.CREDENTIAL_ID_MISMATCH, phone -> phone.credentialId = new byte[32]);
    }

    @Test
    void theDevelopmentEnvironmentIsForDevelopment() {
        TestPhone phone = new TestPhone();
        phone.aaguid = "appattestdevelop".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        AttestationPolicy development = TestPhone.policy(
                        AttestationPolicy.forDevelopment(1, Set.of(Concession.APPLE_DEVELOPMENT)))
                .build();
        refusedBy(Environment.class, RefusalReason.DEVELOPMENT_ENVIRONMENT, other -> other.aaguid = phone.aaguid);
        assertThat(verify(phone.evidence(), development)).isInstanceOf(Verified.class);
        refusedBy(Environment.class, RefusalReason.UNKNOWN_ENVIRONMENT, other -> other.aaguid = new byte[16]);
    }

    @Test
    void anotherFormat() {
        refusedBy(Format.class, RefusalReason.WRONG_FORMAT, phone -> phone.format = "packed");
    }

    @Test
    void dataThatIsNotAttested() {
        TestPhone phone = new TestPhone();
        phone.flags = 0;
        refused(phone.evidence(), RefusalReason.MALFORMED_AUTHENTICATOR_DATA);
    }

    @Test
    void deeplyNestedRepeatedAndUnknownCbor() {
        byte[] nested = new byte[60_000];
        Arrays.fill(nested, (byte) 0x81);
        refused(new AppleEvidence(new byte[32], nested), RefusalReason.MALFORMED_CBOR);
        byte[] twice = TestPhone.cbor(out -> {
            out.writeStartObject(2);
            out.writeStringField("fmt", "a");
            out.writeStringField("fmt", "a");
            out.writeEndObject();
        });
        refused(new AppleEvidence(new byte[32], twice), RefusalReason.MALFORMED_CBOR);
        byte[] unknown = TestPhone.cbor(out -> {
            out.writeStartObject(1);
            out.writeStringField("other", "a");
            out.writeEndObject();
        });
        refused(new AppleEvidence(new byte[32], unknown), RefusalReason.MALFORMED_CBOR);
        refused(new AppleEvidence(new byte[32], new byte[1 << 20]), RefusalReason.MALFORMED_CBOR);
    }

    @Test
    void anObjectThatIsCutOrBentIsJudged() {
        AppleEvidence good = new TestPhone().evidence();
        Damage.truncated(
                good.attestationObject(),
                bytes -> assertThat(verify(new AppleEvidence(good.keyId(), bytes), POLICY))
                        .isInstanceOf(Refused.class));
        Damage.flipped(
                good.attestationObject(),
                bytes -> assertThat(verify(new AppleEvidence(good.keyId(), bytes), POLICY))
                        .isNotNull());
    }

    private static AppleAssertion.Result assertion(byte[] bytes, long lastCounter, AppleAssertion.Step... leftOut) {
        return AppleAssertion.verify(
                Keys.point(TestPhone.KEY), TestPhone.APP, bytes, HASH, lastCounter, Set.of(leftOut));
    }

    private static void rejectedBy(AppleAssertion.Step step, byte[] bytes, long lastCounter, RefusalReason reason) {
        assertThat(assertion(bytes, lastCounter))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.refused().reason()).isEqualTo(reason));
        assertThat(assertion(bytes, lastCounter, step)).isInstanceOf(Accepted.class);
    }

    @Test
    void assertionsAreAcceptedInTheOrderOfTheirCounters() {
        byte[] third = TestPhone.assertion(TestPhone.APP, 3, HASH);

        assertThat(assertion(third, 2)).isEqualTo(new Accepted(3));
        assertThat(assertion(TestPhone.assertion(TestPhone.APP, -1, HASH), 3)).isEqualTo(new Accepted(0xffffffffL));
        rejectedBy(AppleAssertion.Step.COUNTER, third, 3, RefusalReason.COUNTER_NOT_RISING);
        rejectedBy(AppleAssertion.Step.COUNTER, third, 4, RefusalReason.COUNTER_NOT_RISING);
    }

    @Test
    void assertionsOfOthersAreRejected() {
        byte[] other = HASH.clone();
        other[0] = 1;
        rejectedBy(
                AppleAssertion.Step.SIGNATURE,
                TestPhone.assertion(TestPhone.APP, 1, other),
                0,
                RefusalReason.BAD_SIGNATURE);
        rejectedBy(
                AppleAssertion.Step.APPLICATION,
                TestPhone.assertion("TEAM.other", 1, HASH),
                0,
                RefusalReason.APP_NOT_ALLOWED);
    }

    @Test
    void anAssertionThatIsCutOrBentIsRejected() {
        byte[] good = TestPhone.assertion(TestPhone.APP, 1, HASH);
        Damage.truncated(good, bytes -> assertThat(assertion(bytes, 0)).isInstanceOf(Rejected.class));
        Damage.flipped(good, bytes -> assertThat(assertion(bytes, 0)).isNotNull());
        assertThat(assertion(new byte[2000], 0)).isInstanceOf(Rejected.class);
    }
}
