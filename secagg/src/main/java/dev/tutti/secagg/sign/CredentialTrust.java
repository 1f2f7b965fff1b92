package dev.tutti.secagg.sign;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.KeyCredential;
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
 * Which credentials to believe: those a pinned issuer signed, in their validity, not revoked, for keys on an accepted
 * platform. Fails closed: with no issuer nothing is trusted.
 */
public final class CredentialTrust implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<OperatorVerifier> issuers;
    private final EnumSet<Platform> accepted;
    private final TreeSet<DeviceId> revoked;

    private CredentialTrust(List<byte[]> issuerKeys, Set<Platform> accepted, Set<DeviceId> revoked) {
        issuers = new ArrayList<>();
        issuerKeys.forEach(key -> issuers.add(new OperatorVerifier(key)));
        this.accepted = EnumSet.noneOf(Platform.class);
        this.accepted.addAll(accepted);
        this.revoked = new TreeSet<>(revoked);
    }

    /**
     * Trust for production: refuses {@link Platform#SOFTWARE_DEVELOPMENT} even if it is named.
     *
     * @param issuerKeys Ed25519 public keys of the enrolment services, 32 bytes each
     * @param accepted platforms whose keys are accepted
     * @param revoked devices no longer trusted
     */
    public static CredentialTrust of(List<byte[]> issuerKeys, Set<Platform> accepted, Set<DeviceId> revoked) {
        CredentialTrust trust = new CredentialTrust(issuerKeys, accepted, revoked);
        trust.accepted.remove(Platform.SOFTWARE_DEVELOPMENT);
        return trust;
    }

    /** Trust for development and simulation: one issuer, every platform, software keys too. Protects nobody. */
    public static CredentialTrust forDevelopment(byte[] issuerKey) {
        return new CredentialTrust(List.of(issuerKey), EnumSet.allOf(Platform.class), Set.of());
    }

    /**
     * The reason not to believe a credential at an instant, or empty.
     *
     * @param nowMillis milliseconds since the epoch
     */
    public Optional<CredentialFault> check(SignedCredential signed, long nowMillis) {
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
        if (!accepted.contains(credential.platform())) {
            return Optional.of(CredentialFault.PLATFORM_REFUSED);
        }
        return Optional.empty();
    }
}
