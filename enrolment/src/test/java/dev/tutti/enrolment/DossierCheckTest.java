package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.attestation.Evidence;
import dev.tutti.attestation.Pkcs11Evidence;
import dev.tutti.attestation.SoftwareEvidence;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;

/**
 * The enrolment service is in the operator's hands: it signs what the operator likes. What it cannot do is show a dossier
 * for it. Each check is attacked, then left out.
 */
final class DossierCheckTest {
    private static final long THEN = 1_800_000_000_000L;
    private static final long NOW = THEN + Duration.ofDays(1).toMillis();
    private static final OperatorKey ISSUER = OperatorKey.fromSeed(new byte[32]);
    private static final byte[] TOKEN = point(2);
    private static final byte[] IN_MEMORY = point(3);

    /** Somebody has seen the token; keys in memory count for nothing. */
    private static final AttestationPolicy POLICY = AttestationPolicy.production(1)
            .allow(Platform.PKCS11)
            .enrolledToken(TOKEN)
            .build();

    private static final Dossier GENUINE = dossier("phones", new Pkcs11Evidence(TOKEN));

    @Test
    void aCredentialWhoseDossierShowsWhatItSaysIsBorneOut() {
        assertThat(check(new Claim(), GENUINE)).isEmpty();
        // It says less than it could.
        assertThat(check(new Claim().level(KeyLevel.SOFTWARE), GENUINE)).isEmpty();
    }

    @Test
    void aDossierOfAnotherEnrolmentIsNotItsOwn() {
        Claim claim = new Claim().hash(Digest.zero());
        assertRefused(DossierFault.HASH_MISMATCH, claim, GENUINE);
    }

    @Test
    void anEnrolmentInOnePopulationIsNoneInAnother() {
        assertRefused(DossierFault.POPULATION_MISMATCH, new Claim().population("watches"), GENUINE);
    }

    @Test
    void evidenceOfLongAgoDoesNotCountForEver() {
        assertThat(check(new Claim().validity(Duration.ofDays(7)), GENUINE)).isEmpty();
        assertRefused(
                DossierFault.VALIDITY_TOO_LONG,
                new Claim().validity(Duration.ofDays(7).plusMillis(1)),
                GENUINE);
    }

    @Test
    void aKeyInMemoryIsNotMadeHardwareByACredential() {
        Dossier software = dossier("phones", new SoftwareEvidence(IN_MEMORY));
        Claim claim = new Claim()
                .key(IN_MEMORY)
                .platform(Platform.SOFTWARE_DEVELOPMENT)
                .hash(software.digest());
        assertRefused(DossierFault.EVIDENCE_REFUSED, claim, software);
        Dossier unreadable = new Dossier("phones", new byte[] {1}, new byte[32], new byte[] {1, 2, 3});
        assertRefused(DossierFault.EVIDENCE_REFUSED, new Claim().hash(unreadable.digest()), unreadable);
        // A policy for development takes it for what it is, and for no more.
        AttestationPolicy development = AttestationPolicy.forDevelopment(1, Set.of(Concession.SOFTWARE_KEYS))
                .allow(Platform.SOFTWARE_DEVELOPMENT)
                .build();
        assertThat(DossierCheck.check(claim.level(KeyLevel.SOFTWARE).signed(), software, development, NOW))
                .isEmpty();
        assertThat(DossierCheck.check(claim.level(KeyLevel.STRONG_BOX).signed(), software, development, NOW))
                .contains(DossierFault.LEVEL_OVERSTATED);
    }

    @Test
    void oneGenuineKeysDossierServesNoOtherKey() {
        assertRefused(DossierFault.KEY_MISMATCH, new Claim().key(IN_MEMORY), GENUINE);
    }

    @Test
    void platformAndLevelAreWhatTheEvidenceShows() {
        assertRefused(DossierFault.PLATFORM_MISMATCH, new Claim().platform(Platform.ANDROID), GENUINE);
        assertRefused(DossierFault.LEVEL_OVERSTATED, new Claim().level(KeyLevel.STRONG_BOX), GENUINE);
    }

    @Test
    void aDossierHasBoundsAndAPlace() {
        Dossier longest =
                new Dossier("p".repeat(128), new byte[64], new byte[32], new byte[Dossier.MAX_EVIDENCE_BYTES]);
        assertThat(longest.encode()).hasSizeLessThan(Dossier.MAX_BYTES);
        assertThat(Dossier.decode(longest.encode())).isEqualTo(longest);
        assertThat(Dossier.path(GENUINE.digest()))
                .isEqualTo("dossiers/" + Digest.sha256(GENUINE.encode()).hex());
        assertThatThrownBy(() -> new Dossier("", new byte[1], new byte[32], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dossier("é".repeat(65), new byte[1], new byte[32], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dossier("p", new byte[65], new byte[32], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dossier("p", new byte[1], new byte[31], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Dossier("p", new byte[1], new byte[32], new byte[Dossier.MAX_EVIDENCE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(DossierFault fault, Claim claim, Dossier dossier) {
        assertThat(check(claim, dossier)).contains(fault);
        assertThat(DossierCheck.check(claim.signed(), dossier, POLICY, NOW, Set.of(fault)))
                .isEmpty();
    }

    private static Optional<DossierFault> check(Claim claim, Dossier dossier) {
        return DossierCheck.check(claim.signed(), dossier, POLICY, NOW);
    }

    private static Dossier dossier(String population, Evidence evidence) {
        return new Dossier(population, new byte[] {1}, new byte[32], evidence.encode());
    }

    private static byte[] point(int multiple) {
        return CustomNamedCurves.getByName("secp256r1")
                .getG()
                .multiply(java.math.BigInteger.valueOf(multiple))
                .normalize()
                .getEncoded(false);
    }

    /** What the issuer says: the truth of the token, until told otherwise. */
    private static final class Claim {
        private byte[] key = TOKEN;
        private String population = "phones";
        private Platform platform = Platform.PKCS11;
        private KeyLevel level = KeyLevel.TRUSTED_ENVIRONMENT;
        private Duration validity = Duration.ofDays(1);
        private Digest hash = GENUINE.digest();

        Claim key(byte[] value) {
            key = value.clone();
            return this;
        }

        Claim population(String value) {
            population = value;
            return this;
        }

        Claim platform(Platform value) {
            platform = value;
            return this;
        }

        Claim level(KeyLevel value) {
            level = value;
            return this;
        }

        Claim validity(Duration value) {
            validity = value;
            return this;
        }

        Claim hash(Digest value) {
            hash = value;
            return this;
        }

        SignedCredential signed() {
            return new CredentialIssuer(ISSUER)
                    .issue(new KeyCredential(
                            DeviceId.ofPublicKey(key),
                            population,
                            key,
                            platform,
                            level,
                            THEN,
                            THEN + validity.toMillis(),
                            hash,
                            1));
        }
    }
}
