package dev.tutti.attestation.android;

import static dev.tutti.attestation.android.TestDevice.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.SecurityLevel;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.key.P256Leaf;
import dev.tutti.attestation.key.P256Point;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.attestation.x509.CertificateAuthorities;
import dev.tutti.attestation.x509.CertificateSignatures;
import dev.tutti.attestation.x509.ChainBounds;
import dev.tutti.attestation.x509.CriticalExtensions;
import dev.tutti.attestation.x509.IssuerNames;
import dev.tutti.attestation.x509.RevokedSerials;
import dev.tutti.attestation.x509.SignatureAlgorithms;
import dev.tutti.attestation.x509.TrustAnchor;
import dev.tutti.attestation.x509.UniqueExtensions;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Test;

/**
 * Evidence that is bad in one way, by its number in the list that this module was built against. Each is refused with its
 * own reason, and each but those that no longer hold a key passes when exactly the one check named is left out.
 */
final class AndroidBadEvidenceTest {
    private static final byte[] CHALLENGE = new byte[32];
    private static final long DAY = 86_400_000L;
    private static final ASN1ObjectIdentifier ANY = new ASN1ObjectIdentifier("1.2.3.4");

    private static final AttestationPolicy POLICY = TestDevice.policy().build();

    /** Accepts level SOFTWARE as far as the minimum goes: what else refuses software then stands alone. */
    private static final AttestationPolicy DEVELOPMENT = TestDevice.completed(
                    AttestationPolicy.forDevelopment(1, Set.of(Concession.SOFTWARE_KEYS)))
            .build();

    private static Attestation verify(AndroidEvidence evidence, AttestationPolicy policy, Class<?>... leftOut) {
        Circumstances circumstances = new Circumstances(Platform.ANDROID, CHALLENGE, policy, NOW);
        return new AndroidVerifier(new Checklist(Set.of(leftOut))).verify(evidence, circumstances);
    }

    private static void refused(AndroidEvidence evidence, AttestationPolicy policy, RefusalReason reason) {
        Attestation attestation = new AttestationVerifier().verify(evidence, CHALLENGE, policy, NOW);
        assertThat(attestation).isInstanceOf(Refused.class);
        assertThat(((Refused) attestation).reason()).isEqualTo(reason);
    }

    private static void refusedBy(
            Class<?> check, AndroidEvidence evidence, AttestationPolicy policy, RefusalReason reason) {
        refused(evidence, policy, reason);
        assertThat(verify(evidence, policy, check)).as("without " + check).isInstanceOf(Verified.class);
    }

    private static void refusedBy(Class<?> check, AndroidEvidence evidence, RefusalReason reason) {
        refusedBy(check, evidence, POLICY, reason);
    }

    private static void refusedBy(Class<?> check, TestDescription description, RefusalReason reason) {
        refusedBy(check, TestDevice.evidence(description), reason);
    }

    private static TestDescription good() {
        return new TestDescription();
    }

    @Test
    void goodEvidenceIsVerified() {
        AndroidEvidence evidence = TestDevice.evidence(good());

        assertThat(new AttestationVerifier().verify(evidence, CHALLENGE, POLICY, NOW))
                .isEqualTo(new Verified(
                        Keys.point(TestDevice.SIGNING), Platform.ANDROID, SecurityLevel.TRUSTED_ENVIRONMENT));
        assertThat(new AttestationVerifier()
                        .verify(TestDevice.evidence(good().levels(2, 2).purposes(2, 3)), CHALLENGE, POLICY, NOW))
                .isEqualTo(new Verified(Keys.point(TestDevice.SIGNING), Platform.ANDROID, SecurityLevel.STRONG_BOX));
    }

    @Test
    void case01AnAttestationMadeInSoftware() {
        refusedBy(
                HardwareAttestation.class,
                TestDevice.evidence(good().levels(0, 1)),
                DEVELOPMENT,
                RefusalReason.SOFTWARE_ATTESTATION);
    }

    @Test
    void case02AKeyKeptInSoftware() {
        refusedBy(
                HardwareKey.class,
                TestDevice.evidence(good().levels(1, 0)),
                DEVELOPMENT,
                RefusalReason.SOFTWARE_KEYMINT);
    }

    @Test
    void case03ALevelThatNobodyKnows() {
        refusedBy(
                KnownLevels.class,
                TestDevice.evidence(good().levels(7, 1)),
                DEVELOPMENT,
                RefusalReason.UNKNOWN_SECURITY_LEVEL);
        refused(TestDevice.evidence(good().levels(1, 3)), POLICY, RefusalReason.UNKNOWN_SECURITY_LEVEL);
        refused(TestDevice.evidence(good().levels(-1, 1)), POLICY, RefusalReason.UNKNOWN_SECURITY_LEVEL);
    }

    @Test
    void case04ATrustedEnvironmentWhereStrongBoxIsAskedFor() {
        AttestationPolicy strong =
                TestDevice.policy().minimumLevel(SecurityLevel.STRONG_BOX).build();

        refusedBy(MinimumLevel.class, TestDevice.evidence(good()), strong, RefusalReason.LEVEL_TOO_LOW);
        refused(TestDevice.evidence(good().levels(2, 1)), strong, RefusalReason.LEVEL_TOO_LOW);
        refused(TestDevice.evidence(good().levels(1, 2)), strong, RefusalReason.LEVEL_TOO_LOW);
        assertThat(verify(TestDevice.evidence(good().levels(2, 2)), strong)).isInstanceOf(Verified.class);
    }

    @Test
    void case05AnotherChallengeAnEmptyOneAndAPrefix() {
        byte[] other = CHALLENGE.clone();
        other[31] = 1;
        for (byte[] wrong : List.of(other, new byte[0], new byte[31], new byte[33])) {
            refusedBy(AttestationChallenge.class, good().challenge(wrong), RefusalReason.CHALLENGE_MISMATCH);
        }
    }

    @Test
    void case06ACertificateWhoseTimeIsOver() {
        AndroidEvidence old = TestDevice.evidence(
                TestDevice.leaf(good()),
                TestDevice.attesting().valid(0, NOW - 1_000),
                TestDevice.intermediate(),
                TestDevice.root());
        refusedBy(FactoryDates.class, old, RefusalReason.EXPIRED);

        // A factory leaf's end means nothing; that of one provisioned remotely does.
        TestCertificate ended = TestDevice.leaf(good()).valid(0, NOW - DAY);
        assertThat(verify(TestDevice.evidence(ended), POLICY)).isInstanceOf(Verified.class);
        AndroidEvidence remote = TestDevice.evidence(
                ended,
                TestDevice.attesting().extension(AndroidExtensions.PROVISIONING_INFO, false, new byte[] {5, 0}),
                TestDevice.intermediate(),
                TestDevice.root());
        refusedBy(FactoryDates.class, remote, RefusalReason.EXPIRED);
    }

    @Test
    void case07ACertificateWhoseTimeHasNotCome() {
        refusedBy(
                FactoryDates.class,
                TestDevice.evidence(
                        TestDevice.leaf(good()),
                        TestDevice.attesting().valid(NOW + 1_000, NOW + DAY),
                        TestDevice.intermediate(),
                        TestDevice.root()),
                RefusalReason.NOT_YET_VALID);
        refused(
                TestDevice.evidence(TestDevice.leaf(good()).valid(NOW + 1_000, NOW + DAY)),
                POLICY,
                RefusalReason.NOT_YET_VALID);
    }

    @Test
    void case08ARootThatNobodyTrusts() {
        KeyPair own = Keys.p256();
        AndroidEvidence selfMade = new AndroidEvidence(List.of(
                TestDevice.leaf(good()).signedBy(TestDevice.ATTESTING),
                TestDevice.attesting().signedBy(TestDevice.INTERMEDIATE),
                TestDevice.intermediate().algorithm("SHA256withECDSA").signedBy(own),
                TestDevice.root().algorithm("SHA256withECDSA").key(own).signedBy(own)));
        refusedBy(TrustAnchor.class, selfMade, RefusalReason.UNTRUSTED_ROOT);

        AttestationPolicy none = AttestationPolicy.production(1)
                .allow(Platform.ANDROID)
                .revocations(Platform.ANDROID, RevocationList.empty(NOW), Duration.ofHours(1))
                .build();
        refused(TestDevice.evidence(good()), none, RefusalReason.UNTRUSTED_ROOT);

        AndroidEvidence selfSigned = new AndroidEvidence(List.of(TestDevice.leaf(good())
                .issuer("CN=Android Keystore Key")
                .key(TestDevice.ROOT)
                .signedBy(TestDevice.ROOT)));
        refused(selfSigned, POLICY, RefusalReason.UNTRUSTED_ROOT);
    }

    @Test
    void case09AWithdrawnOrSuspendedCertificateAndAStaleList() {
        AttestationPolicy revoked = listing("{\"entries\":{\"66\":{\"status\":\"REVOKED\"}}}", NOW);
        refusedBy(RevokedSerials.class, TestDevice.evidence(good()), revoked, RefusalReason.REVOKED);
        AttestationPolicy decimal = listing("{\"entries\":{\"102\":{\"status\":\"SUSPENDED\",\"reason\":\"X\"}}}", NOW);
        refusedBy(RevokedSerials.class, TestDevice.evidence(good()), decimal, RefusalReason.SUSPENDED);
        AttestationPolicy unknown = listing("{\"entries\":{\"65\":{\"status\":\"LOST\"}}}", NOW);
        refusedBy(RevokedSerials.class, TestDevice.evidence(good()), unknown, RefusalReason.REVOKED);
        for (long fetched : new long[] {NOW - 3_600_001, NOW + 1, 0}) {
            refusedBy(
                    RevokedSerials.class,
                    TestDevice.evidence(good()),
                    listing("{\"entries\":{}}", fetched),
                    RefusalReason.REVOCATION_LIST_STALE);
        }
        AttestationPolicy without = AttestationPolicy.production(1)
                .allow(Platform.ANDROID)
                .trustRoot(
                        Platform.ANDROID,
                        Digest.sha256(TestDevice.ROOT.getPublic().getEncoded()))
                .build();
        refused(TestDevice.evidence(good()), without, RefusalReason.REVOCATION_LIST_STALE);
    }

    private static AttestationPolicy listing(String json, long fetchedAtMillis) {
        RevocationList list = RevocationList.parse(json.getBytes(StandardCharsets.UTF_8), fetchedAtMillis);
        return TestDevice.policy()
                .revocations(Platform.ANDROID, list, Duration.ofHours(1))
                .build();
    }

    @Test
    void case10ALeafSignedByAnotherKey() {
        AndroidEvidence forged = new AndroidEvidence(List.of(
                TestDevice.leaf(good()).signedBy(Keys.p256()),
                TestDevice.attesting().signedBy(TestDevice.INTERMEDIATE),
                TestDevice.intermediate().signedBy(TestDevice.ROOT),
                TestDevice.root().signedBy(TestDevice.ROOT)));

        refusedBy(CertificateSignatures.class, forged, RefusalReason.BAD_CERTIFICATE_SIGNATURE);
    }

    @Test
    void case11ACertificateThatNamesAnotherIssuer() {
        refusedBy(
                IssuerNames.class,
                TestDevice.evidence(TestDevice.leaf(good()).issuer("CN=another")),
                RefusalReason.ISSUER_MISMATCH);
    }

    @Test
    void case12AnIntermediateThatMayNotIssue() {
        TestCertificate unmarked = new TestCertificate()
                .subject("CN=intermediate")
                .issuer("CN=root")
                .key(TestDevice.INTERMEDIATE)
                .algorithm("SHA384withECDSA");
        refusedBy(
                CertificateAuthorities.class,
                TestDevice.evidence(TestDevice.leaf(good()), TestDevice.attesting(), unmarked, TestDevice.root()),
                RefusalReason.NOT_A_CA);

        TestCertificate unmarkedKey = new TestCertificate()
                .subject("CN=device")
                .issuer("CN=intermediate")
                .key(TestDevice.ATTESTING);
        assertThat(verify(
                        TestDevice.evidence(
                                TestDevice.leaf(good()), unmarkedKey, TestDevice.intermediate(), TestDevice.root()),
                        POLICY))
                .as("some factories did not mark their attestation keys")
                .isInstanceOf(Verified.class);
        TestCertificate remoteKey =
                unmarkedKey.extension(AndroidExtensions.PROVISIONING_INFO, false, new byte[] {5, 0});
        refusedBy(
                CertificateAuthorities.class,
                TestDevice.evidence(TestDevice.leaf(good()), remoteKey, TestDevice.intermediate(), TestDevice.root()),
                RefusalReason.NOT_A_CA);
        TestCertificate narrow = new TestCertificate()
                .subject("CN=root")
                .issuer("CN=root")
                .key(TestDevice.ROOT)
                .algorithm("SHA384withECDSA")
                .authority(1);
        refusedBy(
                CertificateAuthorities.class,
                TestDevice.evidence(TestDevice.leaf(good()), TestDevice.attesting(), TestDevice.intermediate(), narrow),
                RefusalReason.PATH_TOO_LONG);
    }

    @Test
    void case13AChainThatGoesOnBelowAnAttestedKey() {
        // An attested key of a device with a short factory chain signs a certificate for a key that lives nowhere.
        KeyPair nowhere = Keys.p256();
        AndroidEvidence extended = new AndroidEvidence(List.of(
                TestDevice.leaf(good())
                        .subject("CN=nowhere")
                        .key(nowhere)
                        .issuer("CN=Android Keystore Key")
                        .signedBy(TestDevice.SIGNING),
                TestDevice.leaf(good().challenge(new byte[] {1}))
                        .issuer("CN=intermediate")
                        .signedBy(TestDevice.INTERMEDIATE),
                TestDevice.intermediate().signedBy(TestDevice.ROOT),
                TestDevice.root().signedBy(TestDevice.ROOT)));

        refusedBy(AttestationPlacement.class, extended, RefusalReason.ATTESTATION_IN_INTERMEDIATE);
    }

    @Test
    void case14ASignatureWithSha1() {
        refusedBy(
                SignatureAlgorithms.class,
                TestDevice.evidence(TestDevice.leaf(good()).algorithm("SHA1withECDSA")),
                RefusalReason.WEAK_SIGNATURE_ALGORITHM);
    }

    @Test
    void case15ALeafThatSaysNothing() {
        refused(TestDevice.evidence(TestDevice.leaf()), POLICY, RefusalReason.NO_ATTESTATION);
    }

    @Test
    void case16TheSameExtensionTwice() {
        refusedBy(
                UniqueExtensions.class,
                TestDevice.evidence(TestDevice.leaf(good())
                        .extension(
                                AndroidExtensions.KEY_DESCRIPTION,
                                false,
                                good().levels(2, 2).encode())),
                RefusalReason.DUPLICATE_EXTENSION);
    }

    @Test
    void case16AnUnknownCriticalExtension() {
        refusedBy(
                CriticalExtensions.class,
                TestDevice.evidence(TestDevice.leaf(good()).extension(ANY, true, new byte[] {5, 0})),
                RefusalReason.UNKNOWN_CRITICAL_EXTENSION);
    }

    @Test
    void case17AKeyOnAnotherCurve() {
        refusedBy(
                P256Leaf.class,
                TestDevice.evidence(TestDevice.leaf(good()).key(mislabelled())),
                RefusalReason.NOT_P256);
        for (KeyPair other : List.of(Keys.ec("secp384r1"), Keys.ec("secp256k1"), Keys.rsa(2048))) {
            refused(TestDevice.evidence(TestDevice.leaf(good()).key(other)), POLICY, RefusalReason.NOT_P256);
        }
    }

    /** A point of P-256 that says it is on secp256k1. */
    private static byte[] mislabelled() {
        byte[] other = Keys.ec("secp256k1").getPublic().getEncoded();
        System.arraycopy(Keys.point(TestDevice.SIGNING), 0, other, other.length - 65, 65);
        return other;
    }

    @Test
    void case17APointThatIsNotOnTheCurve() {
        byte[] off = TestDevice.SIGNING.getPublic().getEncoded();
        off[off.length - 1] ^= 1;

        refusedBy(
                P256Point.class, TestDevice.evidence(TestDevice.leaf(good()).key(off)), RefusalReason.POINT_OFF_CURVE);
    }

    @Test
    void case18AKeyThatWasImported() {
        for (int origin : new int[] {1, 2, 3, 4}) {
            refusedBy(GeneratedOrigin.class, good().origin(origin), RefusalReason.KEY_IMPORTED);
        }
        refusedBy(GeneratedOrigin.class, good().without(702), RefusalReason.KEY_IMPORTED);
        refusedBy(GeneratedOrigin.class, good().onlyPromised(702), RefusalReason.KEY_IMPORTED);
    }

    @Test
    void case19AKeyThatMayNotSignOrMayDoMore() {
        refusedBy(SigningPurpose.class, good().purposes(3), RefusalReason.PURPOSE_NOT_SIGN);
        refusedBy(SigningPurpose.class, good().onlyPromised(1), RefusalReason.PURPOSE_NOT_SIGN);
        refusedBy(NarrowPurpose.class, good().purposes(2, 7), RefusalReason.PURPOSE_TOO_WIDE);
        refusedBy(NarrowPurpose.class, good().purposes(1, 2), RefusalReason.PURPOSE_TOO_WIDE);
        refusedBy(OneApplication.class, good().allApplications(), RefusalReason.ALL_APPLICATIONS);
    }

    @Test
    void case20AnUnlockedBootloader() {
        refusedBy(LockedBootloader.class, good().boot(false, 0), RefusalReason.DEVICE_UNLOCKED);
    }

    @Test
    void case21ASystemThatIsNotTheMakers() {
        for (int state : new int[] {1, 2, 3, 9}) {
            refusedBy(VerifiedBoot.class, good().boot(true, state), RefusalReason.BOOT_NOT_VERIFIED);
        }
        refusedBy(BootKnown.class, good().without(704), RefusalReason.NO_ROOT_OF_TRUST);
        refusedBy(BootKnown.class, good().onlyPromised(704), RefusalReason.NO_ROOT_OF_TRUST);
    }

    @Test
    void case22ASystemThatIsTooOld() {
        refusedBy(PatchLevel.class, good().patchLevel(202605), RefusalReason.PATCH_LEVEL_TOO_OLD);
        refusedBy(PatchLevel.class, good().without(706), RefusalReason.PATCH_LEVEL_TOO_OLD);
        refusedBy(PatchLevel.class, good().onlyPromised(706), RefusalReason.PATCH_LEVEL_TOO_OLD);
    }

    @Test
    void case23AnotherAppAndAnothersSignature() {
        refusedBy(
                AllowedPackage.class,
                good().application("com.example.other", TestDescription.SIGNER),
                RefusalReason.APP_NOT_ALLOWED);
        refusedBy(
                AllowedSigner.class,
                good().application(TestDescription.PACKAGE, new byte[32]),
                RefusalReason.SIGNER_NOT_ALLOWED);
    }

    @Test
    void case24ATagTwiceAndAShortDescription() {
        refusedBy(UniqueTags.class, good().again(702, new ASN1Integer(1)), RefusalReason.DUPLICATE_TAG);
        for (int fields = 0; fields < 8; fields++) {
            refused(TestDevice.evidence(good().cutAfter(fields)), POLICY, RefusalReason.MALFORMED_KEY_DESCRIPTION);
        }
    }

    @Test
    void case24ADescriptionThatIsNotCanonical() {
        byte[] description = good().encode();
        int locked = indexOf(description, HexFormat.of().parseHex("0101ff0a0100"));
        description[locked + 2] = 1;

        refusedBy(
                CanonicalDescription.class,
                TestDevice.evidence(TestDevice.leaf().extension(AndroidExtensions.KEY_DESCRIPTION, false, description)),
                RefusalReason.NOT_CANONICAL_DER);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("expected the part");
    }

    @Test
    void case26CertificatesTooLargeTooManyNoneAndUpsideDown() {
        TestCertificate fat = TestDevice.leaf(good()).extension(ANY, false, new byte[20_000]);
        refusedBy(ChainBounds.class, TestDevice.evidence(fat), RefusalReason.CERTIFICATE_TOO_LARGE);
        refused(new AndroidEvidence(List.of(new byte[1 << 20])), POLICY, RefusalReason.CERTIFICATE_TOO_LARGE);
        refused(new AndroidEvidence(Collections.nCopies(1000, new byte[1])), POLICY, RefusalReason.CHAIN_TOO_LONG);
        refused(new AndroidEvidence(Collections.nCopies(5, new byte[16_000])), POLICY, RefusalReason.CHAIN_TOO_LARGE);
        refused(new AndroidEvidence(List.of()), POLICY, RefusalReason.CHAIN_EMPTY);
        List<byte[]> reversed = new ArrayList<>(TestDevice.evidence(good()).chain());
        Collections.reverse(reversed);
        refused(new AndroidEvidence(reversed), POLICY, RefusalReason.CHAIN_REVERSED);
    }

    @Test
    void case29AnEmulatorsRootCannotBeTrusted() {
        Digest published =
                Digest.of(HexFormat.of().parseHex("d5100c7942ef2e8310dc30ef82729680cf48d690735c3f68179a33c7c370f286"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttestationPolicy.production(1).trustRoot(Platform.ANDROID, published));
    }

    @Test
    void case30DeeplyNestedDescriptionsAndCertificates() {
        byte[] nested = nested(3_000);
        refused(
                TestDevice.evidence(TestDevice.leaf().extension(AndroidExtensions.KEY_DESCRIPTION, false, nested)),
                POLICY,
                RefusalReason.NOT_CANONICAL_DER);
        List<byte[]> chain = new ArrayList<>(TestDevice.evidence(good()).chain());
        chain.set(1, nested);
        refused(new AndroidEvidence(chain), POLICY, RefusalReason.MALFORMED_CERTIFICATE);
    }

    /** Sequences in sequences, with lengths as they should be. */
    private static byte[] nested(int depth) {
        byte[] bytes = {5, 0};
        for (int i = 0; i < depth; i++) {
            int length = bytes.length;
            byte[] header = length < 0x80
                    ? new byte[] {0x30, (byte) length}
                    : length < 0x100
                            ? new byte[] {0x30, (byte) 0x81, (byte) length}
                            : new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
            byte[] outer = Arrays.copyOf(header, header.length + length);
            System.arraycopy(bytes, 0, outer, header.length, length);
            bytes = outer;
        }
        return bytes;
    }
}
