package dev.tutti.device.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.TestClock;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A key in memory, that says so. */
final class SoftwareEnclaveTest {
    private static final byte[] MESSAGE = "tutti".getBytes(StandardCharsets.US_ASCII);

    private final TestClock clock = new TestClock();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));
    private final SoftwareEnclave enclave =
            SoftwareEnclave.forDevelopment(issuer, "fitness/test", clock, new SecureRandom());

    @Test
    void whatItSignsVerifiesUnderTheKeyOfItsCredential() {
        byte[] key = enclave.credential().credential().publicKey();
        byte[] signature = enclave.sign(MESSAGE);

        assertThat(key).isEqualTo(enclave.publicKey());
        assertThat(EcdsaP256.verify(key, MESSAGE, signature)).isTrue();
        assertThat(EcdsaP256.verify(key, new byte[] {1}, signature)).isFalse();
    }

    @Test
    void productionTrustRefusesItsCredential() {
        SignedCredential credential = enclave.credential();
        CredentialTrust production =
                CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.allOf(Platform.class), Set.of());

        assertThat(credential.credential().platform()).isEqualTo(Platform.SOFTWARE_DEVELOPMENT);
        assertThat(production.check(credential, "fitness/test", clock.millis()))
                .hasValue(CredentialFault.PLATFORM_REFUSED);
        assertThat(CredentialTrust.forDevelopment(issuer.publicKey()).check(credential, "fitness/test", clock.millis()))
                .isEmpty();
    }

    @Test
    void theCredentialIsRenewedBeforeItExpiresAndTheDeviceStaysTheSame() {
        SignedCredential first = enclave.credential();
        assertThat(enclave.credential()).isSameAs(first);
        clock.advance(SoftwareEnclave.VALIDITY.minus(Duration.ofHours(1)));

        SignedCredential second = enclave.credential();

        assertThat(second.credential().device()).isEqualTo(first.credential().device());
        assertThat(second.credential().expiresAtMillis())
                .isGreaterThan(first.credential().expiresAtMillis());
    }

    @Test
    void itsNameSaysNothingOfItsKey() {
        assertThat(enclave.toString()).startsWith("SoftwareEnclave[").hasSizeLessThan(40);
    }
}
