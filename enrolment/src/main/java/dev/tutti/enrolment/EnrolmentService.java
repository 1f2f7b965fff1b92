package dev.tutti.enrolment;

import dev.tutti.attestation.Attestation;
import dev.tutti.attestation.Challenge;
import dev.tutti.attestation.Endorsement;
import dev.tutti.attestation.tpm.TpmCredentialChallenge;
import dev.tutti.enrolment.EnrolResult.Enrolled;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.statement.KeyCredential;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns evidence into credentials. A credential leaves only when a nonce of this service was used up for it, its evidence
 * held, its key is not revoked, its TPM (if it has one) has no other device in the population, and its entry is in the
 * log. The device id is fixed by the key, so a key that renews
 * stays the same device. Safe for use by several threads; evidence is verified outside of any lock.
 */
public final class EnrolmentService {
    private static final byte[] NO_SECRET = {};

    private final EnrolmentPolicy policy;
    private final EvidenceVerifier verifier;
    private final CredentialIssuer issuer;
    private final Nonces nonces;
    private final EnrolmentLog log;
    private final Revocations revocations;
    private final InstantSource clock;
    private final Activations activations;

    /** A service over its three folders, which stay the caller's to close. */
    public EnrolmentService(
            EnrolmentPolicy policy,
            EvidenceVerifier verifier,
            CredentialIssuer issuer,
            Nonces nonces,
            EnrolmentLog log,
            Revocations revocations,
            InstantSource clock) {
        this.policy = policy;
        this.verifier = verifier;
        this.issuer = issuer;
        this.nonces = nonces;
        this.log = log;
        this.revocations = revocations;
        this.clock = clock;
        activations = new Activations(nonces.settings(), clock, new SecureRandom());
    }

    /**
     * Hands out a nonce.
     *
     * @param instance what the device calls this installation of itself, 1 to
     *     {@link Challenge#MAX_INSTANCE_BYTES} bytes
     */
    public BeginResult begin(String population, byte[] instance) {
        Optional<EnrolmentFault> fault = known(population, instance);
        if (fault.isPresent()) {
            return new BeginResult.Refused(fault.get(), expected(fault.get()));
        }
        return nonces.issue(population, instance)
                .<BeginResult>map(BeginResult.Begun::new)
                .orElseGet(() -> new BeginResult.Refused(
                        EnrolmentFault.TOO_MANY_NONCES, expected(EnrolmentFault.TOO_MANY_NONCES)));
    }

    /**
     * Makes a secret that only the TPM with this endorsement certificate can open, and only while it has this attestation
     * key: the device tells it to {@link #enrol}. One to a nonce, whatever comes of it. The secret is in memory only: after
     * a restart the device begins again.
     *
     * @param endorsementChain X.509, DER, the endorsement key's certificate first; verified before anything is made
     * @param attestationKey TPMT_PUBLIC
     */
    public ActivateResult activate(
            String population, byte[] instance, byte[] nonce, List<byte[]> endorsementChain, byte[] attestationKey) {
        Optional<EnrolmentFault> fault = known(population, instance)
                .or(() -> nonces.check(nonce, population, instance))
                .or(() -> activations.reserve(nonce));
        if (fault.isPresent()) {
            return new ActivateResult.Refused(fault.get(), expected(fault.get()));
        }
        Endorsement endorsement = verifier.verifyEndorsement(endorsementChain, clock.millis());
        if (endorsement instanceof Endorsement.Refused refused) {
            return notEndorsed(refused.refused());
        }
        TpmCredentialChallenge.Result result =
                activations.make(nonce, ((Endorsement.Verified) endorsement).key(), attestationKey);
        return result instanceof TpmCredentialChallenge.Result.Rejected rejected
                ? notEndorsed(rejected.refused())
                : new ActivateResult.Challenged(((TpmCredentialChallenge.Result.Made) result).challenge());
    }

    /**
     * As the other, for keys that no TPM keeps: a TPM's are refused without the secret that it opened.
     */
    public EnrolResult enrol(String population, byte[] instance, byte[] nonce, byte[] evidence) {
        return enrol(population, instance, nonce, evidence, NO_SECRET, Set.of());
    }

    /**
     * Uses the nonce up, verifies the evidence once, and gives a credential or the one reason why not.
     *
     * @param activationSecret what the TPM found in the challenge of {@link #activate}; not looked at for other keys
     */
    public EnrolResult enrol(
            String population, byte[] instance, byte[] nonce, byte[] evidence, byte[] activationSecret) {
        return enrol(population, instance, nonce, evidence, activationSecret, Set.of());
    }

    /**
     * As above.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    EnrolResult enrol(
            String population,
            byte[] instance,
            byte[] nonce,
            byte[] evidence,
            byte[] activationSecret,
            Set<EnrolmentFault> waived) {
        // 1. a population and an instance that could have begun; evidence of a length that is read at all
        Optional<EnrolmentFault> fault = known(population, instance)
                .or(() -> evidence.length > Dossier.MAX_EVIDENCE_BYTES
                        ? Optional.of(EnrolmentFault.EVIDENCE_TOO_LARGE)
                        : Optional.empty());
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        // 2. a nonce of ours, good now and never again
        fault = nonces.use(nonce, population, instance).filter(one -> !waived.contains(one));
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        Optional<Activations.Activation> activation = activations.take(nonce);
        // 3. evidence of a key, made for this nonce
        Dossier dossier = new Dossier(population, instance, nonce, evidence);
        Verdict verdict = verifier.verify(dossier.evidence(), dossier.challenge(), clock.millis());
        if (verdict instanceof Verdict.Refused refused) {
            return new EnrolResult.Refused(EnrolmentFault.EVIDENCE_REFUSED, refused.reason());
        }
        // 4. whose TPM, if it has one, has shown that it has the attestation key too
        Verdict.Accepted accepted = (Verdict.Accepted) verdict;
        fault = accepted.tpm()
                .flatMap(tpm -> Activations.faults(activation, tpm, activationSecret)
                        .filter(one -> !waived.contains(one))
                        .findFirst());
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        return enter(accepted, dossier, waived);
    }

    /** Revokes a device for good and makes the next version of the list. */
    public synchronized RevocationList revoke(DeviceId device, RevocationReason reason) {
        return revocations.revoke(device, reason);
    }

    private synchronized EnrolResult enter(Verdict.Accepted accepted, Dossier dossier, Set<EnrolmentFault> waived) {
        DeviceId device = DeviceId.ofPublicKey(accepted.publicKey());
        // 5. not revoked; revoke() waits for this, so no credential is issued after a revocation
        if (revocations.isRevoked(device) && !waived.contains(EnrolmentFault.KEY_REVOKED)) {
            return refused(EnrolmentFault.KEY_REVOKED);
        }
        // 6. the only device of its TPM in the population; the log knows, whatever was restarted
        Optional<Digest> hardware =
                accepted.tpm().map(tpm -> LogEntry.hardware(dossier.population(), tpm.endorsementKey()));
        if (hardware.isPresent()
                && isInUse(hardware.get(), device)
                && !waived.contains(EnrolmentFault.HARDWARE_IN_USE)) {
            return refused(EnrolmentFault.HARDWARE_IN_USE);
        }
        // 7. in the log before its credential leaves
        long now = clock.millis();
        Digest hash = dossier.digest();
        int index = log.append(new LogEntry(device, accepted.platform(), now, hash, hardware), dossier.encode());
        return new Enrolled(
                issuer.issue(new KeyCredential(
                        device,
                        dossier.population(),
                        accepted.publicKey(),
                        accepted.platform(),
                        accepted.level(),
                        now,
                        now + policy.validity().toMillis(),
                        hash,
                        accepted.policyVersion())),
                index);
    }

    private boolean isInUse(Digest hardware, DeviceId device) {
        return log.devicesOf(hardware).stream()
                .anyMatch(other -> !other.equals(device) && !revocations.isRevoked(other));
    }

    private Optional<EnrolmentFault> known(String population, byte[] instance) {
        if (!policy.populations().contains(population)) {
            return Optional.of(EnrolmentFault.UNKNOWN_POPULATION);
        }
        if (instance.length < 1 || instance.length > Challenge.MAX_INSTANCE_BYTES) {
            return Optional.of(EnrolmentFault.BAD_INSTANCE);
        }
        return Optional.empty();
    }

    private static ActivateResult notEndorsed(Attestation.Refused refused) {
        return new ActivateResult.Refused(
                EnrolmentFault.ENDORSEMENT_REFUSED, refused.reason() + " in " + refused.where());
    }

    private static EnrolResult refused(EnrolmentFault fault) {
        return new EnrolResult.Refused(fault, expected(fault));
    }

    private static String expected(EnrolmentFault fault) {
        return switch (fault) {
            case UNKNOWN_POPULATION -> "expected one of the populations that are enrolled here";
            case BAD_INSTANCE -> "expected a device instance of 1 to " + Challenge.MAX_INSTANCE_BYTES + " bytes";
            case TOO_MANY_NONCES -> "too many nonces are outstanding; try again in a few minutes";
            case NONCE_UNKNOWN -> "expected a nonce that was handed out; begin again";
            case NONCE_USED -> "expected a nonce that was not used before; begin again";
            case NONCE_EXPIRED -> "expected a nonce whose time is not over; begin again";
            case NONCE_OF_ANOTHER_POPULATION -> "expected a nonce for this population; begin again";
            case NONCE_OF_ANOTHER_INSTANCE -> "expected a nonce for this device instance; begin again";
            case ALREADY_ACTIVATED -> "expected a nonce that no challenge was asked for before; begin again";
            case ENDORSEMENT_REFUSED -> "expected an endorsement certificate that holds";
            case NOT_ACTIVATED -> "expected a challenge to be asked for before a TPM's evidence is sent; begin again";
            case WRONG_SECRET -> "expected the secret that the TPM finds in the challenge; begin again";
            case ACTIVATED_FOR_ANOTHER_TPM -> "expected evidence of the TPM that the challenge was for; begin again";
            case ACTIVATED_FOR_ANOTHER_KEY ->
                "expected evidence by the attestation key that the challenge was for; begin again";
            case EVIDENCE_TOO_LARGE -> "expected evidence of at most " + Dossier.MAX_EVIDENCE_BYTES + " bytes";
            case EVIDENCE_REFUSED -> "expected evidence that holds";
            case KEY_REVOKED -> "this key was revoked; make a new one";
            case HARDWARE_IN_USE -> "this TPM is enrolled for another key; have that one revoked first";
        };
    }
}
