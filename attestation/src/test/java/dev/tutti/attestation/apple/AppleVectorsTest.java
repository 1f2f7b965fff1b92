package dev.tutti.attestation.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AppleEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.apple.AppleAssertion.Result.Accepted;
import dev.tutti.attestation.apple.AppleAssertion.Result.Rejected;
import dev.tutti.attestation.fixture.Vectors;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.attestation.policy.KnownRoots;
import dev.tutti.attestation.x509.CertificateChain;
import dev.tutti.secagg.statement.Platform;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a real phone gave on 23 January 2021, in Apple's development environment. */
final class AppleVectorsTest {
    private static final String FILE = "apple/ios-14.4.yaml";
    private static final String APP = "6MURL8TA57.de.vincent-haupert.apple-appattest-poc";
    private static final long THEN = Instant.parse("2021-01-23T12:30:00Z").toEpochMilli();

    private static byte[] field(String name) {
        Matcher found =
                Pattern.compile("^" + name + ": (.*)$", Pattern.MULTILINE).matcher(Vectors.text(FILE));
        assertThat(found.find()).isTrue();
        return Base64.getDecoder().decode(found.group(1).trim());
    }

    private static Attestation verify(AttestationPolicy.Builder builder, long now) {
        AttestationPolicy policy = builder.allow(Platform.APPLE)
                .trustRootKey(Platform.APPLE, KnownRoots.appleAppAttest())
                .appleApp(APP)
                .build();
        return new AttestationVerifier()
                .verify(
                        new AppleEvidence(field("keyIdBase64"), field("attestationBase64")),
                        field("clientDataHashSha256Base64"),
                        policy,
                        now);
    }

    private static RefusalReason reason(Attestation attestation) {
        return ((Refused) attestation).reason();
    }

    @Test
    void theAttestationIsVerifiedForDevelopmentOnlyAndInItsDays() {
        Set<Concession> conceded = Set.of(Concession.APPLE_DEVELOPMENT);

        assertThat(verify(AttestationPolicy.forDevelopment(1, conceded), THEN)).isInstanceOf(Verified.class);
        assertThat(reason(verify(AttestationPolicy.production(1), THEN)))
                .isEqualTo(RefusalReason.DEVELOPMENT_ENVIRONMENT);
        assertThat(reason(verify(AttestationPolicy.forDevelopment(1, conceded), THEN + 3 * 86_400_000L)))
                .isEqualTo(RefusalReason.EXPIRED);
    }

    @Test
    void theAssertionIsVerifiedOnce() {
        Verified key =
                (Verified) verify(AttestationPolicy.forDevelopment(1, Set.of(Concession.APPLE_DEVELOPMENT)), THEN);
        byte[] assertion = field("assertionBase64");
        byte[] hash = field("clientDataHashSha256Base64");

        assertThat(AppleAssertion.verify(key.publicKey(), APP, assertion, hash, 0))
                .isEqualTo(new Accepted(1));
        assertThat(AppleAssertion.verify(key.publicKey(), APP, assertion, hash, 1))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void theRootIsApples() throws Exception {
        assertThat(CertificateChain.parse(Vectors.certificates("apple/Apple_App_Attestation_Root_CA.pem"))
                        .leaf()
                        .keyInfo())
                .isEqualTo(KnownRoots.appleAppAttest());
    }
}
