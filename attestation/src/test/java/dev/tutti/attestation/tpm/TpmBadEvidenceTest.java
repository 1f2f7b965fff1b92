package dev.tutti.attestation.tpm;

import static dev.tutti.attestation.tpm.TestTpm.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.TpmKeys;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.fixture.Damage;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.x509.TrustAnchor;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each way in which a TPM's evidence can be bad, and what happens without the check. */
final class TpmBadEvidenceTest {
    private static final byte[] CHALLENGE = new byte[32];
    private static final AttestationPolicy POLICY =
            TestTpm.policy(AttestationPolicy.production(1)).build();

    private static Attestation verify(TpmEvidence evidence, AttestationPolicy policy) {
        return new AttestationVerifier().verify(evidence, CHALLENGE, policy, NOW);
    }

    private static void refused(TpmEvidence evidence, AttestationPolicy policy, RefusalReason reason) {
        assertThat(verify(evidence, policy))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static void refusedBy(
            Class<?> check, AttestationPolicy policy, RefusalReason reason, Consumer<TestTpm> change) {
        TestTpm tpm = new TestTpm();
        change.accept(tpm);
        TpmEvidence evidence = tpm.evidence();
        refused(evidence, policy, reason);
        assertThat(new TpmVerifier(new Checklist(Set.of(check)))
                        .verify(evidence, new Circumstances(Platform.TPM2, CHALLENGE, policy, NOW)))
                .as("without " + check)
                .isInstanceOf(Verified.class);
    }

    private static Verified verified(TestTpm tpm, KeyLevel level) {
        return new Verified(
                tpm.signingKey(),
                Platform.TPM2,
                level,
                Optional.of(new TpmKeys(
                        Digest.sha256(TestTpm.ENDORSEMENT.getPublic().getEncoded()),
                        Digest.sha256(tpm.attestationKey()))));
    }

    private static void refusedBy(Class<?> check, RefusalReason reason, Consumer<TestTpm> change) {
        refusedBy(check, POLICY, reason, change);
    }

    @Test
    void aGoodTpmIsVerified() {
        assertThat(verify(new TestTpm().evidence(), POLICY))
                .isEqualTo(verified(new TestTpm(), KeyLevel.TRUSTED_ENVIRONMENT));
    }

    @Test
    void anIssuerWhoseKeyThePolicyHasNeedsNoCertificate() {
        TpmEvidence good = new TestTpm().evidence();
        TpmEvidence alone = new TpmEvidence(
                good.endorsementChain().subList(0, 1),
                good.attestationKey(),
                good.signingKey(),
                good.attest(),
                good.signature());
        AttestationPolicy byKey = AttestationPolicy.production(1)
                .allow(Platform.TPM2)
                .trustRootKey(Platform.TPM2, TestTpm.ROOT.getPublic().getEncoded())
                .build();

        assertThat(verify(alone, byKey)).isInstanceOf(Verified.class);
        refused(alone, POLICY, RefusalReason.UNTRUSTED_ROOT);
    }

    @Test
    void anotherMaker() {
        AttestationPolicy other = AttestationPolicy.production(1)
                .allow(Platform.TPM2)
                .trustRootKey(Platform.TPM2, Keys.p256().getPublic().getEncoded())
                .build();
        refusedBy(TrustAnchor.class, other, RefusalReason.UNTRUSTED_ROOT, tpm -> {});
    }

    @Test
    void aCertificateForSomethingElse() {
        refusedBy(
                EndorsementPurpose.class,
                RefusalReason.NOT_AN_ENDORSEMENT_CERTIFICATE,
                tpm -> tpm.purpose = "2.23.133.8.3");
    }

    @Test
    void case29AnEmulatorIsForDevelopmentThatNamesIt() {
        TestTpm emulated = new TestTpm();
        emulated.maker = "CN=swtpm-localca";
        refused(emulated.evidence(), POLICY, RefusalReason.EMULATOR);
        AttestationPolicy otherwise = TestTpm.policy(
                        AttestationPolicy.forDevelopment(1, Set.of(Concession.SOFTWARE_KEYS)))
                .build();
        refusedBy(RealTpm.class, otherwise, RefusalReason.EMULATOR, tpm -> tpm.maker = "CN=swtpm-localca");
        AttestationPolicy named = TestTpm.policy(AttestationPolicy.forDevelopment(1, Set.of(Concession.EMULATED_TPMS)))
                .build();
        assertThat(verify(emulated.evidence(), named)).isEqualTo(verified(emulated, KeyLevel.SOFTWARE));
    }

    @Test
    void anAttestationKeyThatIsNotOneToBelieve() {
        for (int missing : new int[] {1 << 1, 1 << 4, 1 << 5, 1 << 16, 1 << 18}) {
            refusedBy(
                    AttestationKeyAttributes.class,
                    RefusalReason.ATTESTATION_KEY_ATTRIBUTES,
                    tpm -> tpm.attestingAttributes &= ~missing);
        }
        refusedBy(
                AttestationKeyAttributes.class,
                RefusalReason.ATTESTATION_KEY_ATTRIBUTES,
                tpm -> tpm.attestingAttributes |= 1 << 17);
    }

    @Test
    void aSigningKeyThatIsNotOneToUse() {
        for (int missing : new int[] {1 << 1, 1 << 4, 1 << 5, 1 << 18}) {
            refusedBy(
                    SigningKeyAttributes.class,
                    RefusalReason.SIGNING_KEY_ATTRIBUTES,
                    tpm -> tpm.signingAttributes &= ~missing);
        }
        for (int more : new int[] {1 << 16, 1 << 17}) {
            refusedBy(
                    SigningKeyAttributes.class,
                    RefusalReason.SIGNING_KEY_ATTRIBUTES,
                    tpm -> tpm.signingAttributes |= more);
        }
    }

    @Test
    void anothersSignature() {
        refusedBy(AttestationSignature.class, RefusalReason.BAD_SIGNATURE, tpm -> tpm.signer = Keys.p256());
    }

    @Test
    void aStatementThatTheTpmDidNotMake() {
        refusedBy(GeneratedByTpm.class, RefusalReason.NOT_TPM_GENERATED, tpm -> tpm.magic = 0xff544346);
        refusedBy(Certification.class, RefusalReason.NOT_A_CERTIFICATION, tpm -> tpm.type = 0x8018);
    }

    @Test
    void anotherChallengeAnEmptyOneAndAPrefix() {
        byte[] other = new byte[32];
        other[0] = 1;
        for (byte[] wrong : List.of(other, new byte[0], new byte[31], new byte[33])) {
            refusedBy(AttestationNonce.class, RefusalReason.CHALLENGE_MISMATCH, tpm -> tpm.challenge = wrong);
        }
    }

    @Test
    void aSoftwareKeyInTheCertifiedOnesPlace() {
        refusedBy(
                CertifiedName.class,
                RefusalReason.NAME_MISMATCH,
                tpm -> tpm.certified = TpmKey.nameOf(TestTpm.publicArea(Keys.p256(), TestTpm.SIGNING_ATTRIBUTES)));
    }

    @Test
    void aPointOffTheCurveAndKeysOfOtherKinds() {
        // Its name is certified with it, so a TPM would have to hold it: the check stands alone all the same.
        TpmEvidence good = new TestTpm().evidence();
        byte[] rsa = good.signingKey();
        rsa[1] = 1;
        refused(with(good, rsa), POLICY, RefusalReason.NOT_P256);
        byte[] p384 = good.signingKey();
        p384[17] = 4;
        refused(with(good, p384), POLICY, RefusalReason.NOT_P256);
        byte[] off = good.signingKey();
        off[off.length - 1] ^= 1;
        assertThat(new P256Point()
                        .examine(PublicAreas.point(off), new Circumstances(Platform.TPM2, CHALLENGE, POLICY, NOW)))
                .contains(new Refused(RefusalReason.POINT_OFF_CURVE, "public key"));
    }

    private static TpmEvidence with(TpmEvidence good, byte[] signingKey) {
        return new TpmEvidence(
                good.endorsementChain(), good.attestationKey(), signingKey, good.attest(), good.signature());
    }

    @Test
    void aStructureThatIsCutOrBentIsRefused() {
        TpmEvidence good = new TestTpm().evidence();
        damaged(
                good.attestationKey(),
                false,
                bytes -> new TpmEvidence(
                        good.endorsementChain(), bytes, good.signingKey(), good.attest(), good.signature()));
        damaged(good.signingKey(), true, bytes -> with(good, bytes));
        damaged(
                good.attest(),
                true,
                bytes -> new TpmEvidence(
                        good.endorsementChain(), good.attestationKey(), good.signingKey(), bytes, good.signature()));
        damaged(
                good.signature(),
                true,
                bytes -> new TpmEvidence(
                        good.endorsementChain(), good.attestationKey(), good.signingKey(), good.attest(), bytes));
    }

    private static void damaged(byte[] bytes, boolean allMatters, Function<byte[], TpmEvidence> evidence) {
        Damage.truncated(
                bytes, cut -> assertThat(verify(evidence.apply(cut), POLICY)).isInstanceOf(Refused.class));
        Damage.flipped(bytes, bent -> {
            Attestation attestation = verify(evidence.apply(bent), POLICY);
            // The attestation key's name is not in its own evidence: that is for credential activation.
            boolean same = Arrays.equals(bent, bytes) || !allMatters;
            assertThat(same || attestation instanceof Refused).isTrue();
        });
        assertThat(verify(evidence.apply(new byte[5000]), POLICY)).isInstanceOf(Refused.class);
    }

    /** Unchecked parsing. */
    private static final class PublicAreas {
        static byte[] point(byte[] publicArea) {
            try {
                return TpmKey.parse(publicArea, "signing key").point();
            } catch (dev.tutti.attestation.check.RefusedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
