package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which credentials to believe: those a pinned issuer signed for the population, in their validity, not revoked, for keys
 * on an accepted platform that are kept well enough. Fails closed: with no issuer nothing is trusted.
 */
public final class CredentialTrust implements Serializable {
    private static final long serialVersionUID = 2L;

    private final ArrayList<OperatorVerifier> issuers;
    private final EnumSet<Platform> accepted;
    private final KeyLevel minimumLevel;
    private final TreeSet<DeviceId> revoked;

    private CredentialTrust(
            List<OperatorVerifier> issuers, Set<Platform> accepted, KeyLevel minimumLevel, Set<DeviceId> revoked) {
        this.issuers = new ArrayList<>(issuers);
        this.accepted = EnumSet.noneOf(Platform.class);
        this.accepted.addAll(accepted);
        this.minimumLevel = minimumLevel;
        this.revoked = new TreeSet<>(revoked);
    }

    /**
     * Trust for production: refuses {@link Platform#SOFTWARE_DEVELOPMENT} even if it is named, and keys of level {@link
     * KeyLevel#SOFTWARE}.
     *
     * @param issuerKeys Ed25519 public keys of the enrolment services, 32 bytes each
     * @param accepted platforms whose keys are accepted
     * @param revoked devices no longer trusted
     */
    public static CredentialTrust of(List<byte[]> issuerKeys, Set<Platform> accepted, Set<DeviceId> revoked) {
        CredentialTrust trust =
                new CredentialTrust(verifiers(issuerKeys), accepted, KeyLevel.TRUSTED_ENVIRONMENT, revoked);
        trust.accepted.remove(Platform.SOFTWARE_DEVELOPMENT);
        return trust;
    }

    /** Trust for development and simulation: one issuer, every platform, software keys too. Protects nobody. */
    public static CredentialTrust forDevelopment(byte[] issuerKey) {
        return forDevelopment(issuerKey, EnumSet.allOf(Platform.class));
    }

    /** Trust for development and simulation: one issuer, keys of any level on those platforms. Protects nobody. */
    public static CredentialTrust forDevelopment(byte[] issuerKey, Set<Platform> accepted) {
        return new CredentialTrust(verifiers(List.of(issuerKey)), accepted, KeyLevel.SOFTWARE, Set.of());
    }

    private static List<OperatorVerifier> verifiers(List<byte[]> issuerKeys) {
        return issuerKeys.stream().map(OperatorVerifier::new).toList();
    }

    /** The same trust, but for these devices too: who was revoked before stays so. */
    public CredentialTrust withRevoked(Set<DeviceId> more) {
        Set<DeviceId> all = new TreeSet<>(revoked);
        all.addAll(more);
        return new CredentialTrust(issuers, accepted, minimumLevel, all);
    }

    /** The same trust in keys of at least that level; a level once asked for cannot be lowered. */
    public CredentialTrust withMinimumLevel(KeyLevel level) {
        KeyLevel higher = level.compareTo(minimumLevel) > 0 ? level : minimumLevel;
        return new CredentialTrust(issuers, accepted, higher, revoked);
    }

    /**
     * The reason not to believe a credential at an instant, or empty.
     *
     * @param population where it is to speak
     * @param nowMillis milliseconds since the epoch
     */
    public Optional<CredentialFault> check(SignedCredential signed, String population, long nowMillis) {
        KeyCredential credential = signed.credential();
        if (!DeviceId.ofPublicKey(credential.publicKey()).equals(credential.device())) {
            return Optional.of(CredentialFault.MALFORMED);
        }
        if (issuers.stream().noneMatch(issuer -> CredentialIssuer.issued(issuer, signed))) {
            return Optional.of(CredentialFault.UNTRUSTED);
        }
        if (revoked.contains(credential.device())) {
            return Optional.of(CredentialFault.REVOKED);
        }
        if (nowMillis < credential.issuedAtMillis() || nowMillis >= credential.expiresAtMillis()) {
            return Optional.of(CredentialFault.EXPIRED);
        }
        if (!credential.population().equals(population)) {
            return Optional.of(CredentialFault.WRONG_POPULATION);
        }
        if (!accepted.contains(credential.platform())) {
            return Optional.of(CredentialFault.PLATFORM_REFUSED);
        }
        if (credential.level().compareTo(minimumLevel) < 0) {
            return Optional.of(CredentialFault.LEVEL_TOO_LOW);
        }
        return Optional.empty();
    }
}
