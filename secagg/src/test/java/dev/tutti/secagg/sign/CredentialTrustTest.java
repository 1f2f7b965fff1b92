package dev.tutti.secagg.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CredentialTrustTest {
    private final Population population = new Population(1);
    private final TestDevice device = population.enrol();
    private final CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(Population.seeded(9)));

    @Test
    void aCredentialOfATrustedIssuerInItsValidityIsBelieved() {
        assertThat(population.trust().check(device.credential(), Population.NAME, Population.NOW))
                .isEmpty();
    }

    @Test
    void aCredentialOfAnotherIssuerIsNot() {
        assertThat(new Population(2).trust().check(device.credential(), Population.NAME, Population.NOW))
                .contains(CredentialFault.UNTRUSTED);
    }

    @Test
    void withoutAnIssuerNothingIsBelieved() {
        assertThat(CredentialTrust.of(List.of(), EnumSet.allOf(Platform.class), Set.of())
                        .check(device.credential(), Population.NAME, Population.NOW))
                .contains(CredentialFault.UNTRUSTED);
    }

    @Test
    void aTouchedCredentialIsNotBelieved() {
        KeyCredential credential = device.credential().credential();
        KeyCredential longer = new KeyCredential(
                credential.device(),
                credential.population(),
                credential.publicKey(),
                credential.platform(),
                credential.level(),
                credential.issuedAtMillis(),
                credential.expiresAtMillis() + 1,
                credential.evidenceHash(),
                credential.policyVersion());
        assertThat(population
                        .trust()
                        .check(
                                new SignedCredential(longer, device.credential().issuerSignature()),
                                Population.NAME,
                                Population.NOW))
                .contains(CredentialFault.UNTRUSTED);
    }

    @Test
    void validityBeginsAtItsFirstMillisecondAndEndsBeforeItsLast() {
        SignedCredential credential = population.issue(device.publicKey(), 1000, 2000);
        CredentialTrust trust = population.trust();
        assertThat(trust.check(credential, Population.NAME, 999)).contains(CredentialFault.EXPIRED);
        assertThat(trust.check(credential, Population.NAME, 1000)).isEmpty();
        assertThat(trust.check(credential, Population.NAME, 1999)).isEmpty();
        assertThat(trust.check(credential, Population.NAME, 2000)).contains(CredentialFault.EXPIRED);
    }

    @Test
    void productionRefusesSoftwareKeysEvenWhenNamed() {
        CredentialTrust trust =
                CredentialTrust.of(List.of(population.issuerKey()), EnumSet.allOf(Platform.class), Set.of());
        assertThat(trust.check(device.credential(), Population.NAME, Population.NOW))
                .contains(CredentialFault.PLATFORM_REFUSED);
    }

    @Test
    void onlyNamedPlatformsAreAccepted() {
        SignedCredential android = issue(Platform.ANDROID);
        CredentialTrust trust = CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.of(Platform.ANDROID), Set.of());
        assertThat(trust.check(android, Population.NAME, Population.NOW)).isEmpty();
        assertThat(trust.check(issue(Platform.TPM2), Population.NAME, Population.NOW))
                .contains(CredentialFault.PLATFORM_REFUSED);
    }

    @Test
    void aRevokedDeviceIsRefused() {
        CredentialTrust trust =
                CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.of(Platform.ANDROID), Set.of(device.id()));
        assertThat(trust.check(issue(Platform.ANDROID), Population.NAME, Population.NOW))
                .contains(CredentialFault.REVOKED);
    }

    @Test
    void aDeviceRevokedLaterIsRefusedAndNobodyComesBack() {
        TestDevice other = population.enrol();
        CredentialTrust before = population.trust();
        CredentialTrust after = before.withRevoked(Set.of(device.id())).withRevoked(Set.of(other.id()));
        assertThat(before.check(device.credential(), Population.NAME, Population.NOW))
                .isEmpty();
        assertThat(after.check(device.credential(), Population.NAME, Population.NOW))
                .contains(CredentialFault.REVOKED);
        assertThat(after.check(other.credential(), Population.NAME, Population.NOW))
                .contains(CredentialFault.REVOKED);
    }

    @Test
    void aCredentialSpeaksInItsPopulationOnly() {
        assertThat(population.trust().check(device.credential(), "keyboard/demo", Population.NOW))
                .contains(CredentialFault.WRONG_POPULATION);
    }

    @Test
    void aKeyThatIsKeptLessWellThanAskedForIsRefused() {
        CredentialTrust trust = CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.of(Platform.ANDROID), Set.of());
        CredentialTrust strict = trust.withMinimumLevel(KeyLevel.STRONG_BOX);
        SignedCredential chip = issue(Platform.ANDROID, KeyLevel.STRONG_BOX);
        SignedCredential environment = issue(Platform.ANDROID, KeyLevel.TRUSTED_ENVIRONMENT);
        SignedCredential emulated = issue(Platform.ANDROID, KeyLevel.SOFTWARE);
        assertThat(strict.check(chip, Population.NAME, Population.NOW)).isEmpty();
        assertThat(strict.check(environment, Population.NAME, Population.NOW)).contains(CredentialFault.LEVEL_TOO_LOW);
        assertThat(trust.check(environment, Population.NAME, Population.NOW)).isEmpty();
        assertThat(trust.check(emulated, Population.NAME, Population.NOW)).contains(CredentialFault.LEVEL_TOO_LOW);
    }

    @Test
    void aLevelOnceAskedForIsNotLowered() {
        CredentialTrust trust = CredentialTrust.of(List.of(issuer.publicKey()), EnumSet.of(Platform.TPM2), Set.of())
                .withMinimumLevel(KeyLevel.SOFTWARE);
        assertThat(trust.check(issue(Platform.TPM2, KeyLevel.SOFTWARE), Population.NAME, Population.NOW))
                .contains(CredentialFault.LEVEL_TOO_LOW);
    }

    @Test
    void aDeviceIdOfAnotherKeyIsMalformed() {
        KeyCredential stolen = new KeyCredential(
                population.enrol().id(),
                Population.NAME,
                device.publicKey(),
                Platform.ANDROID,
                KeyLevel.STRONG_BOX,
                0,
                Long.MAX_VALUE,
                Digest.zero(),
                1);
        assertThat(CredentialTrust.forDevelopment(issuer.publicKey())
                        .check(issuer.issue(stolen), Population.NAME, Population.NOW))
                .contains(CredentialFault.MALFORMED);
    }

    @Test
    void trustTravelsToTheTasksOfAJob() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(population.trust());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CredentialTrust trust = (CredentialTrust) in.readObject();
            assertThat(trust.check(device.credential(), Population.NAME, Population.NOW))
                    .isEmpty();
            assertThat(trust.check(issue(Platform.TPM2), Population.NAME, Population.NOW))
                    .contains(CredentialFault.UNTRUSTED);
        }
    }

    private SignedCredential issue(Platform platform) {
        return issue(platform, KeyLevel.TRUSTED_ENVIRONMENT);
    }

    private SignedCredential issue(Platform platform, KeyLevel level) {
        return issuer.issue(new KeyCredential(
                device.id(),
                Population.NAME,
                device.publicKey(),
                platform,
                level,
                0,
                Long.MAX_VALUE,
                Digest.zero(),
                1));
    }
}
