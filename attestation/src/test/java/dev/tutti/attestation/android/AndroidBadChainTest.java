package dev.tutti.attestation.android;

import static dev.tutti.attestation.android.AndroidRefusals.ANY;
import static dev.tutti.attestation.android.AndroidRefusals.DAY;
import static dev.tutti.attestation.android.AndroidRefusals.POLICY;
import static dev.tutti.attestation.android.AndroidRefusals.good;
import static dev.tutti.attestation.android.AndroidRefusals.refused;
import static dev.tutti.attestation.android.AndroidRefusals.refusedBy;
import static dev.tutti.attestation.android.AndroidRefusals.verify;
import static dev.tutti.attestation.android.TestDevice.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.policy.AttestationPolicy;
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
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A chain of certificates, bad in one way, by its number in the list that this module was built against. Each is refused with its own reason,
 * and each but those that no longer hold a key passes when exactly the one check named is left out.
 */
final class AndroidBadChainTest {
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

    private static AttestationPolicy listing(String json, long fetchedAtMillis) {
        RevocationList list = RevocationList.parse(json.getBytes(StandardCharsets.UTF_8), fetchedAtMillis);
        return TestDevice.policy()
                .revocations(Platform.ANDROID, list, Duration.ofHours(1))
                .build();
    }
}
