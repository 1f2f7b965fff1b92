package dev.tutti.attestation.android;

import static dev.tutti.attestation.android.TestDevice.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.AndroidEvidence;
import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.AttestationVerifier;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Checklist;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.attestation.fixture.TestDescription;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.secagg.statement.Platform;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Evidence of a test device, judged with every check and with exactly one left out. */
final class AndroidRefusals {
    static final byte[] CHALLENGE = new byte[32];
    static final long DAY = 86_400_000L;
    static final ASN1ObjectIdentifier ANY = new ASN1ObjectIdentifier("1.2.3.4");

    static final AttestationPolicy POLICY = TestDevice.policy().build();

    /** Accepts level SOFTWARE as far as the minimum goes: what else refuses software then stands alone. */
    static final AttestationPolicy DEVELOPMENT = TestDevice.completed(
                    AttestationPolicy.forDevelopment(1, Set.of(Concession.SOFTWARE_KEYS)))
            .build();

    static Attestation verify(AndroidEvidence evidence, AttestationPolicy policy, Class<?>... leftOut) {
        Circumstances circumstances = new Circumstances(Platform.ANDROID, CHALLENGE, policy, NOW);
        return new AndroidVerifier(new Checklist(Set.of(leftOut))).verify(evidence, circumstances);
    }

    static void refused(AndroidEvidence evidence, AttestationPolicy policy, RefusalReason reason) {
        Attestation attestation = new AttestationVerifier().verify(evidence, CHALLENGE, policy, NOW);
        assertThat(attestation).isInstanceOf(Refused.class);
        assertThat(((Refused) attestation).reason()).isEqualTo(reason);
    }

    static void refusedBy(Class<?> check, AndroidEvidence evidence, AttestationPolicy policy, RefusalReason reason) {
        refused(evidence, policy, reason);
        assertThat(verify(evidence, policy, check)).as("without " + check).isInstanceOf(Verified.class);
    }

    static void refusedBy(Class<?> check, AndroidEvidence evidence, RefusalReason reason) {
        refusedBy(check, evidence, POLICY, reason);
    }

    static void refusedBy(Class<?> check, TestDescription description, RefusalReason reason) {
        refusedBy(check, TestDevice.evidence(description), reason);
    }

    static TestDescription good() {
        return new TestDescription();
    }

    private AndroidRefusals() {}
}
