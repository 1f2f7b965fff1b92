package dev.tutti.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.Attestation.Verified;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;

final class SoftwareKeysTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final byte[] KEY =
            CustomNamedCurves.getByName("secp256r1").getG().getEncoded(false);
    private static final byte[] CHALLENGE = new byte[32];
    private static final AttestationPolicy DEVELOPMENT = AttestationPolicy.forDevelopment(
                    1, Set.of(Concession.SOFTWARE_KEYS, Concession.PLAIN_TOKENS))
            .allow(Platform.SOFTWARE_DEVELOPMENT)
            .allow(Platform.PKCS11)
            .build();

    private static Attestation verify(Evidence evidence, AttestationPolicy policy) {
        return new AttestationVerifier().verify(evidence, CHALLENGE, policy, NOW);
    }

    private static RefusalReason reason(Attestation attestation) {
        assertThat(attestation).isInstanceOf(Refused.class);
        return ((Refused) attestation).reason();
    }

    @Test
    void aDevelopmentPolicyThatNamesSoftwareKeysAcceptsThem() {
        assertThat(verify(new SoftwareEvidence(KEY), DEVELOPMENT))
                .isEqualTo(new Verified(KEY, Platform.SOFTWARE_DEVELOPMENT, KeyLevel.SOFTWARE));
        assertThat(verify(new Pkcs11Evidence(KEY), DEVELOPMENT))
                .isEqualTo(new Verified(KEY, Platform.PKCS11, KeyLevel.SOFTWARE));
    }

    @Test
    void aProductionPolicyCannotBeMadeToAcceptSoftware() {
        AttestationPolicy.Builder production = AttestationPolicy.production(1);

        assertThatIllegalArgumentException().isThrownBy(() -> production.allow(Platform.SOFTWARE_DEVELOPMENT));
        assertThatIllegalArgumentException().isThrownBy(() -> production.minimumLevel(KeyLevel.SOFTWARE));
        AttestationPolicy everythingElse = production
                .allow(Platform.PKCS11)
                .allow(Platform.TPM2)
                .allow(Platform.ANDROID)
                .allow(Platform.APPLE)
                .build();
        assertThat(reason(verify(new SoftwareEvidence(KEY), everythingElse)))
                .isEqualTo(RefusalReason.PLATFORM_NOT_ALLOWED);
        assertThat(reason(verify(new Pkcs11Evidence(KEY), everythingElse))).isEqualTo(RefusalReason.SOFTWARE_KEY);
        assertThat(EnumSet.allOf(Concession.class)).noneMatch(everythingElse::concedes);
    }

    @Test
    void aTokenThatSomebodyVouchedForIsHardware() {
        AttestationPolicy policy = AttestationPolicy.production(1)
                .allow(Platform.PKCS11)
                .enrolledToken(KEY)
                .build();

        assertThat(verify(new Pkcs11Evidence(KEY), policy))
                .isEqualTo(new Verified(KEY, Platform.PKCS11, KeyLevel.TRUSTED_ENVIRONMENT));
        byte[] other = CustomNamedCurves.getByName("secp256r1")
                .getG()
                .twice()
                .normalize()
                .getEncoded(false);
        assertThat(reason(verify(new Pkcs11Evidence(other), policy))).isEqualTo(RefusalReason.SOFTWARE_KEY);
    }

    @Test
    void aLevelAboveSoftwareRefusesSoftware() {
        AttestationPolicy policy = AttestationPolicy.forDevelopment(1, Set.of(Concession.SOFTWARE_KEYS))
                .allow(Platform.SOFTWARE_DEVELOPMENT)
                .minimumLevel(KeyLevel.TRUSTED_ENVIRONMENT)
                .build();

        assertThat(reason(verify(new SoftwareEvidence(KEY), policy))).isEqualTo(RefusalReason.LEVEL_TOO_LOW);
    }

    @Test
    void bytesThatAreNoPointOfTheCurveAreNoKey() {
        byte[] off = KEY.clone();
        off[64] ^= 1;
        assertThat(reason(verify(new SoftwareEvidence(off), DEVELOPMENT))).isEqualTo(RefusalReason.POINT_OFF_CURVE);
        for (byte[] bad : new byte[][] {{}, {4}, Arrays.copyOf(KEY, 64), Arrays.copyOf(KEY, 66), new byte[65]}) {
            assertThat(reason(verify(new SoftwareEvidence(bad), DEVELOPMENT))).isEqualTo(RefusalReason.NOT_P256);
        }
    }

    @Test
    void aChallengeOfAnotherLengthIsTheCallersMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new AttestationVerifier().verify(new SoftwareEvidence(KEY), new byte[31], DEVELOPMENT, NOW))
                .withMessageContaining("31");
    }
}
