package dev.tutti.device;

import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.util.Optional;

/**
 * Whom a device believes, in one place: pinned by the app and never taken from the network. What is left unprotected is
 * asked for by name.
 */
public final class TaskTrust {
    private final OperatorVerifier operator;
    private final CredentialTrust credentials;
    private final CommitteeChoice committees;
    private final RevokedDevices revocations;
    private final SpotChecks spotChecks;

    private TaskTrust(
            OperatorVerifier operator,
            CredentialTrust credentials,
            CommitteeChoice committees,
            RevokedDevices revocations,
            SpotChecks spotChecks) {
        this.operator = operator;
        this.credentials = credentials;
        this.committees = committees;
        this.revocations = revocations;
        this.spotChecks = spotChecks;
    }

    /**
     * Trust for real devices.
     *
     * @param operatorPublicKey Ed25519 public key of the operator, 32 bytes
     * @param credentials whose credentials to believe, and for which keys
     * @param committees who may choose the decryptors
     * @param revocations whose credentials are believed no longer
     * @param spotChecks what this device looks at itself before it votes
     */
    public static TaskTrust of(
            byte[] operatorPublicKey,
            CredentialTrust credentials,
            CommitteeChoice committees,
            RevokedDevices revocations,
            SpotChecks spotChecks) {
        return new TaskTrust(new OperatorVerifier(operatorPublicKey), credentials, committees, revocations, spotChecks);
    }

    /**
     * Trust for development and simulation: the operator chooses the committees, nobody is ever revoked, and the enrolment
     * service is believed whatever it vouches for. Protects nobody.
     *
     * @param operatorPublicKey Ed25519 public key of the operator, 32 bytes
     * @param credentials whose credentials to believe
     */
    public static TaskTrust forDevelopment(byte[] operatorPublicKey, CredentialTrust credentials) {
        return of(
                operatorPublicKey,
                credentials,
                CommitteeChoice.byTheOperator(),
                RevokedDevices.none(),
                SpotChecks.none());
    }

    /** Verifies announcements and model manifests. */
    public OperatorVerifier operator() {
        return operator;
    }

    /**
     * Whose credentials to believe now, of committee members and, in the decryptor role, of contributors. Empty while it is
     * not known who was revoked: then nobody's.
     *
     * @param nowMillis the device's clock, milliseconds since the epoch
     */
    public Optional<CredentialTrust> credentials(long nowMillis) {
        return revocations.applyTo(credentials, nowMillis);
    }

    /** Who may choose the decryptors. */
    public CommitteeChoice committees() {
        return committees;
    }

    /** What a decryptor looks at itself before it votes. */
    public SpotChecks spotChecks() {
        return spotChecks;
    }
}
