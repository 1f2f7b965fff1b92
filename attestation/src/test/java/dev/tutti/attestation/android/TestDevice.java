package dev.tutti.attestation.android;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.policy.AndroidApp;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.RevocationList;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.security.KeyPair;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;

/**
 * A maker of devices with its root and intermediate, and one device's attestation and signing keys. The chain is leaf,
 * attestation key, intermediate, root, as factories make it.
 */
public final class TestDevice {
    /** When its maker's list is of. */
    public static final long NOW = 1_800_000_000_000L;

    static final int ROOT_SERIAL = 100;
    static final int INTERMEDIATE_SERIAL = 101;
    /** Of the certificate that its maker gave it. */
    public static final int ATTESTATION_SERIAL = 102;

    static final KeyPair ROOT = Keys.ec("secp384r1");
    static final KeyPair INTERMEDIATE = Keys.p256();
    static final KeyPair ATTESTING = Keys.p256();
    static final KeyPair SIGNING = Keys.p256();

    private TestDevice() {}

    static TestCertificate root() {
        return new TestCertificate()
                .subject("CN=root")
                .issuer("CN=root")
                .serial(ROOT_SERIAL)
                .key(ROOT)
                .algorithm("SHA384withECDSA")
                .authority();
    }

    static TestCertificate intermediate() {
        return new TestCertificate()
                .subject("CN=intermediate")
                .issuer("CN=root")
                .serial(INTERMEDIATE_SERIAL)
                .key(INTERMEDIATE)
                .algorithm("SHA384withECDSA")
                .authority();
    }

    static TestCertificate attesting() {
        return new TestCertificate()
                .subject("CN=device")
                .issuer("CN=intermediate")
                .serial(ATTESTATION_SERIAL)
                .key(ATTESTING)
                .authority();
    }

    static TestCertificate leaf() {
        return new TestCertificate()
                .subject("CN=Android Keystore Key")
                .issuer("CN=device")
                .key(SIGNING);
    }

    static TestCertificate leaf(TestDescription description) {
        return leaf().extension(AndroidExtensions.KEY_DESCRIPTION, false, description.encode());
    }

    static AndroidEvidence evidence(
            TestCertificate leaf, TestCertificate attesting, TestCertificate intermediate, TestCertificate root) {
        return new AndroidEvidence(List.of(
                leaf.signedBy(ATTESTING),
                attesting.signedBy(INTERMEDIATE),
                intermediate.signedBy(ROOT),
                root.signedBy(ROOT)));
    }

    static AndroidEvidence evidence(TestCertificate leaf) {
        return evidence(leaf, attesting(), intermediate(), root());
    }

    /** Its word for its signing key. */
    public static AndroidEvidence evidence(TestDescription description) {
        return evidence(leaf(description));
    }

    static AttestationPolicy.Builder completed(AttestationPolicy.Builder builder) {
        return builder.allow(Platform.ANDROID)
                .trustRoot(Platform.ANDROID, Digest.sha256(ROOT.getPublic().getEncoded()))
                .androidApp(new AndroidApp(TestDescription.PACKAGE, Set.of(Digest.of(TestDescription.SIGNER))))
                .minimumPatchLevel(YearMonth.of(2026, 6))
                .revocations(Platform.ANDROID, RevocationList.empty(NOW), Duration.ofHours(1));
    }

    /** A policy that it keeps to. */
    public static AttestationPolicy.Builder policy() {
        return completed(AttestationPolicy.production(1));
    }
}
