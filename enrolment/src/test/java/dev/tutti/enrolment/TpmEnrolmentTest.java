package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.Challenge;
import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.tpm.TestTpm;
import dev.tutti.attestation.tpm.TpmCredentialChallenge;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TPMs enrol in two steps: a secret that only the certified TPM can open, then evidence by the key it was for. */
@SuppressWarnings("NullAway.Init") // opened before each test
final class TpmEnrolmentTest {
    private static final byte[] INSTANCE = {1};
    private static final AttestationPolicy POLICY =
            TestTpm.policy(AttestationPolicy.production(4)).build();

    private static final int N_MIN = 8;
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final CredentialTrust TRUST =
            CredentialTrust.of(List.of(KEY.publicKey()), Set.of(Platform.TPM2), Set.of());

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
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
        service = new EnrolmentService(
                EnrolmentPolicy.of(Set.of("phones", "watches")),
                new AttestingVerifier(POLICY),
                new CredentialIssuer(KEY),
                nonces,
                log,
                revocations,
                clock);
    }

    @AfterEach
    void close() {
        nonces.close();
        log.close();
        revocations.close();
    }

    @Test
    void aTpmThatOpensItsSecretIsEnrolledAndItsDossierBearsItOut() {
        TestTpm tpm = TestTpm.another();
        byte[] nonce = begin();
        byte[] secret = tpm.open(challenged(activate(nonce, tpm)));
        SignedCredential credential = enrolled(enrol(nonce, tpm, secret, Set.of()));
        assertThat(credential.credential().platform()).isEqualTo(Platform.TPM2);
        assertThat(credential.credential().level()).isEqualTo(KeyLevel.TRUSTED_ENVIRONMENT);
        assertThat(credential.credential().policyVersion()).isEqualTo(4);
        assertThat(credential.credential().device()).isEqualTo(DeviceId.ofPublicKey(tpm.signingKey()));
        Dossier dossier = Dossier.decode(
                log.evidence(credential.credential().evidenceHash()).orElseThrow());
        assertThat(DossierCheck.check(credential, dossier, POLICY, clock.millis()))
                .isEmpty();
    }

    @Test
    void evidenceOfAKeyInMemoryBesideSomebodysCertificateIsOnlyStoppedByActivation() {
        // The certificate is public; attestation and signing keys are the attacker's own, in memory.
        TestTpm forger = new TestTpm().anotherAttestationKey().anotherSigningKey();
        assertRefused(EnrolmentFault.NOT_ACTIVATED, begin(), forger, new byte[0]);
        // It asks for the challenge, but cannot open it.
        byte[] nonce = begin();
        challenged(activate(nonce, forger));
        assertRefused(EnrolmentFault.WRONG_SECRET, nonce, forger, new byte[32]);
    }

    @Test
    void whatActivationHasShownNobodyCanCheckAgain() {
        // A service in the operator's hands needs no secret: its dossier is as good as a genuine one.
        TestTpm forger = new TestTpm().anotherAttestationKey().anotherSigningKey();
        SignedCredential credential =
                enrolled(enrol(begin(), forger, new byte[0], Set.of(EnrolmentFault.NOT_ACTIVATED)));
        Dossier dossier = Dossier.decode(
                log.evidence(credential.credential().evidenceHash()).orElseThrow());
        assertThat(DossierCheck.check(credential, dossier, POLICY, clock.millis()))
                .isEmpty();
        // So whoever does not trust the service admits no TPMs.
        assertThat(DossierCheck.check(
                        credential, dossier, AttestationPolicy.production(4).build(), clock.millis()))
                .contains(DossierFault.EVIDENCE_REFUSED);
    }

    @Test
    void aSecretToldForOneAttestationKeySaysNothingAboutAnother() {
        TestTpm genuine = new TestTpm();
        TestTpm other = new TestTpm().anotherAttestationKey().anotherSigningKey();
        byte[] nonce = begin();
        byte[] secret = genuine.open(challenged(activate(nonce, genuine)));
        assertRefused(EnrolmentFault.ACTIVATED_FOR_ANOTHER_KEY, nonce, other, secret);
    }

    @Test
    void aSecretToldByOneTpmSaysNothingAboutAnother() throws Exception {
        // Its own TPM opens the secret; the evidence then names a victim's certificate, for the same attestation key.
        TestTpm own = TestTpm.another();
        TpmEvidence mine = own.evidence();
        byte[] nonce = begin();
        byte[] secret = own.open(challenged(activate(nonce, own)));
        own.challenge(Challenge.of("phones", nonce, INSTANCE));
        TpmEvidence made = own.evidence();
        TpmEvidence borrowed = new TpmEvidence(
                new TestTpm().endorsementChain(),
                made.attestationKey(),
                made.signingKey(),
                made.attest(),
                made.signature());
        assertThat(borrowed.attestationKey()).isEqualTo(mine.attestationKey());
        EnrolResult refused = service.enrol("phones", INSTANCE, nonce, borrowed.encode(), secret, Set.of());
        assertFault(EnrolmentFault.ACTIVATED_FOR_ANOTHER_TPM, refused);
        byte[] again = begin();
        byte[] known = own.open(challenged(activate(again, own)));
        own.challenge(Challenge.of("phones", again, INSTANCE));
        TpmEvidence remade = own.evidence();
        enrolled(service.enrol(
                "phones",
                INSTANCE,
                again,
                new TpmEvidence(
                                new TestTpm().endorsementChain(),
                                remade.attestationKey(),
                                remade.signingKey(),
                                remade.attest(),
                                remade.signature())
                        .encode(),
                known,
                Set.of(EnrolmentFault.ACTIVATED_FOR_ANOTHER_TPM)));
    }

    @Test
    void thereIsOneChallengeToANonceWhateverComesOfIt() {
        TestTpm tpm = new TestTpm();
        byte[] nonce = begin();
        challenged(activate(nonce, tpm));
        assertFault(EnrolmentFault.ALREADY_ACTIVATED, activate(nonce, tpm));
        byte[] wasted = begin();
        assertFault(
                EnrolmentFault.ENDORSEMENT_REFUSED,
                service.activate("phones", INSTANCE, wasted, List.of(), tpm.attestationKey()));
        assertFault(EnrolmentFault.ALREADY_ACTIVATED, activate(wasted, tpm));
        assertRefusedOnce(EnrolmentFault.NOT_ACTIVATED, wasted, tpm, new byte[0]);
    }

    @Test
    void noChallengeIsMadeForWhatMayNotBeEnrolled() {
        TestTpm tpm = new TestTpm();
        assertFault(EnrolmentFault.NONCE_UNKNOWN, activate(new byte[32], tpm));
        assertFault(EnrolmentFault.NONCE_UNKNOWN, activate(new byte[3], tpm));
        assertFault(
                EnrolmentFault.UNKNOWN_POPULATION,
                service.activate("cars", INSTANCE, begin(), tpm.endorsementChain(), tpm.attestationKey()));
        assertFault(
                EnrolmentFault.NONCE_OF_ANOTHER_POPULATION,
                service.activate("watches", INSTANCE, begin(), tpm.endorsementChain(), tpm.attestationKey()));
        assertFault(
                EnrolmentFault.NONCE_OF_ANOTHER_INSTANCE,
                service.activate("phones", new byte[] {2}, begin(), tpm.endorsementChain(), tpm.attestationKey()));
        assertFault(
                EnrolmentFault.ENDORSEMENT_REFUSED,
                service.activate("phones", INSTANCE, begin(), tpm.endorsementChain(), new byte[3]));
        byte[] late = begin();
        clock.move(Duration.ofMinutes(5));
        assertFault(EnrolmentFault.NONCE_EXPIRED, activate(late, tpm));
        // Whoever admits no TPMs makes no challenge.
        EvidenceVerifier none = (evidence, challenge, nowMillis) -> new Verdict.Refused("");
        assertThat(none.verifyEndorsement(tpm.endorsementChain(), 0))
                .isEqualTo(new AttestingVerifier(AttestationPolicy.production(1).build())
                        .verifyEndorsement(tpm.endorsementChain(), 0));
    }

    @Test
    void aRestartForgetsSecretsAndTheDeviceBeginsAgain() {
        TestTpm tpm = new TestTpm();
        byte[] nonce = begin();
        byte[] secret = tpm.open(challenged(activate(nonce, tpm)));
        close();
        open();
        assertRefusedOnce(EnrolmentFault.NOT_ACTIVATED, nonce, tpm, secret);
        byte[] again = begin();
        enrolled(enrol(again, tpm, tpm.open(challenged(activate(again, tpm))), Set.of()));
    }

    @Test
    void aTpmIsOneDeviceOfAPopulationUnlessNobodyLooks() {
        TestTpm tpm = TestTpm.another();
        SignedCredential first = enrolled(enrolActivated("phones", tpm, Set.of()));
        // It renews, and it may be a device of another population.
        assertThat(enrolled(enrolActivated("phones", tpm, Set.of()))
                        .credential()
                        .device())
                .isEqualTo(first.credential().device());
        enrolled(enrolActivated("watches", tpm, Set.of()));
        // The same TPM makes as many keys as its owner likes.
        assertFault(EnrolmentFault.HARDWARE_IN_USE, enrolActivated("phones", tpm.anotherSigningKey(), Set.of()));
        assertFault(EnrolmentFault.HARDWARE_IN_USE, enrolActivated("phones", tpm.anotherAttestationKey(), Set.of()));
        close();
        open();
        assertFault(EnrolmentFault.HARDWARE_IN_USE, enrolActivated("phones", tpm, Set.of()));
        // Were that not looked at, one TPM would be a whole cohort: everybody in it but the victim.
        Set<DeviceId> cohort = new HashSet<>();
        for (int i = 0; i < N_MIN - 1; i++) {
            SignedCredential sybil =
                    enrolled(enrolActivated("phones", tpm.anotherSigningKey(), Set.of(EnrolmentFault.HARDWARE_IN_USE)));
            assertThat(TRUST.check(sybil, "phones", clock.millis())).isEmpty();
            cohort.add(sybil.credential().device());
        }
        assertThat(cohort).hasSize(N_MIN - 1);
    }

    @Test
    void aTpmWhoseDeviceWasRevokedMayBeEnrolledAgain() {
        TestTpm tpm = TestTpm.another();
        SignedCredential first = enrolled(enrolActivated("phones", tpm, Set.of()));
        service.revoke(first.credential().device(), RevocationReason.LOST);
        assertFault(EnrolmentFault.KEY_REVOKED, enrolActivated("phones", tpm, Set.of()));
        enrolled(enrolActivated("phones", tpm.anotherSigningKey(), Set.of()));
        assertFault(EnrolmentFault.HARDWARE_IN_USE, enrolActivated("phones", tpm.anotherSigningKey(), Set.of()));
        // The log says so to everybody, without naming the TPM.
        assertThat(log.entry(0).hardware()).isPresent().isEqualTo(log.entry(1).hardware());
        assertThat(LogEntry.decode(log.entry(1).encode())).isEqualTo(log.entry(1));
    }

    private EnrolResult enrolActivated(String population, TestTpm tpm, Set<EnrolmentFault> waived) {
        byte[] nonce = ((BeginResult.Begun) service.begin(population, INSTANCE))
                .nonce()
                .value();
        byte[] secret = tpm.open(challenged(
                service.activate(population, INSTANCE, nonce, tpm.endorsementChain(), tpm.attestationKey())));
        byte[] evidence = tpm.challenge(Challenge.of(population, nonce, INSTANCE))
                .evidence()
                .encode();
        return service.enrol(population, INSTANCE, nonce, evidence, secret, waived);
    }

    @Test
    void secretsThatNobodyAsksForAreForgottenWithTheirNonces() {
        Activations activations =
                new Activations(new NonceSettings(Duration.ofMinutes(5), 2), clock, new SecureRandom());
        assertThat(activations.reserve(new byte[32])).isEmpty();
        assertThat(activations.reserve(filled(1))).isEmpty();
        assertThat(activations.reserve(filled(2))).contains(EnrolmentFault.TOO_MANY_NONCES);
        clock.move(Duration.ofMinutes(5));
        assertThat(activations.reserve(filled(2))).isEmpty();
        assertThat(activations.size()).isEqualTo(1);
        assertThat(activations.take(filled(1))).isEmpty();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Refused for that, and enrolled where only that is not looked at. */
    private void assertRefused(EnrolmentFault fault, byte[] nonce, TestTpm tpm, byte[] secret) {
        assertRefusedOnce(fault, nonce, tpm, secret);
        TestTpm asked = fault == EnrolmentFault.ACTIVATED_FOR_ANOTHER_KEY ? new TestTpm() : tpm;
        byte[] again = begin();
        byte[] told = secret;
        if (fault != EnrolmentFault.NOT_ACTIVATED) {
            byte[] found = asked.open(challenged(activate(again, asked)));
            told = fault == EnrolmentFault.ACTIVATED_FOR_ANOTHER_KEY ? found : secret;
        }
        enrolled(enrol(again, tpm, told, Set.of(fault)));
    }

    private void assertRefusedOnce(EnrolmentFault fault, byte[] nonce, TestTpm tpm, byte[] secret) {
        assertFault(fault, enrol(nonce, tpm, secret, Set.of()));
    }

    private byte[] begin() {
        return ((BeginResult.Begun) service.begin("phones", INSTANCE)).nonce().value();
    }

    private ActivateResult activate(byte[] nonce, TestTpm tpm) {
        return service.activate("phones", INSTANCE, nonce, tpm.endorsementChain(), tpm.attestationKey());
    }

    private EnrolResult enrol(byte[] nonce, TestTpm tpm, byte[] secret, Set<EnrolmentFault> waived) {
        byte[] evidence = tpm.challenge(Challenge.of("phones", nonce, INSTANCE))
                .evidence()
                .encode();
        return service.enrol("phones", INSTANCE, nonce, evidence, secret, waived);
    }

    private static TpmCredentialChallenge challenged(ActivateResult result) {
        assertThat(result).isInstanceOf(ActivateResult.Challenged.class);
        return ((ActivateResult.Challenged) result).challenge();
    }

    private static SignedCredential enrolled(EnrolResult result) {
        assertThat(result).isInstanceOf(EnrolResult.Enrolled.class);
        return ((EnrolResult.Enrolled) result).credential();
    }

    private static void assertFault(EnrolmentFault fault, EnrolResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        EnrolResult.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    private static void assertFault(EnrolmentFault fault, ActivateResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        ActivateResult.Refused.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault));
    }
}
