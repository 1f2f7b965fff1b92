package dev.tutti.simulator.enclave;

import dev.tutti.attestation.Challenge;
import dev.tutti.attestation.Evidence;
import dev.tutti.attestation.Pkcs11Evidence;
import dev.tutti.attestation.SoftwareEvidence;
import dev.tutti.attestation.TpmEvidence;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.tpm.TpmCredentialChallenge;
import dev.tutti.device.enclave.key.CredentialSource;
import dev.tutti.device.enclave.tpm.ActivationChallenge;
import dev.tutti.device.enclave.tpm.ActivationProof;
import dev.tutti.device.enclave.tpm.TpmEnrolment;
import dev.tutti.device.enclave.tpm.TpmIdentity;
import dev.tutti.enrolment.ActivateResult;
import dev.tutti.enrolment.AttestingVerifier;
import dev.tutti.enrolment.BeginResult;
import dev.tutti.enrolment.Dossier;
import dev.tutti.enrolment.EnrolResult;
import dev.tutti.enrolment.EnrolmentPolicy;
import dev.tutti.enrolment.EnrolmentService;
import dev.tutti.enrolment.NonceSettings;
import dev.tutti.enrolment.Nonces;
import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.Revocations;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.SignedCredential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The enrolment service of a run, with its log in a folder of the run, and the way to it for each kind of enclave. A
 * device gets a credential for evidence only, and what it showed is published for decryptors to look at.
 */
public final class FleetEnrolment implements AutoCloseable {
    /** What credentials say of the policy. */
    static final int POLICY_VERSION = 1;

    private static final NonceSettings NONCES = new NonceSettings(Duration.ofMinutes(5), 10_000);

    private final String population;
    private final Path artifacts;
    private final Path list;
    private final OperatorKey key;
    private final Nonces nonces;
    private final EnrolmentLog log;
    private final Revocations revocations;
    private final EnrolmentService service;
    private volatile SignedRevocationList revoked;

    private FleetEnrolment(Path folder, String population, AttestationPolicy policy, OperatorKey key, Path artifacts) {
        this.population = population;
        this.artifacts = artifacts;
        this.list = folder.resolve("revocations.signed");
        this.key = key;
        Clock clock = Clock.systemUTC();
        nonces = Nonces.open(folder.resolve("nonces"), NONCES, clock, new SecureRandom());
        log = EnrolmentLog.open(folder.resolve("log"));
        revocations = Revocations.open(folder.resolve("revocations"), clock);
        service = new EnrolmentService(
                EnrolmentPolicy.of(Set.of(population)),
                new AttestingVerifier(policy),
                new CredentialIssuer(key),
                nonces,
                log,
                revocations,
                clock);
        revoked = published();
    }

    /**
     * Opens the service.
     *
     * @param folder its own, empty or of an earlier run
     * @param population whose devices are enrolled
     * @param policy what is asked of evidence
     * @param key signs credentials, heads of the log and lists of revoked devices
     * @param artifacts the root that devices fetch from; dossiers are published there
     */
    static FleetEnrolment open(
            Path folder, String population, AttestationPolicy policy, OperatorKey key, Path artifacts) {
        return new FleetEnrolment(folder, population, policy, key, artifacts);
    }

    /** The service's key. */
    OperatorKey key() {
        return key;
    }

    /** Revokes a device, and says so to all who look. */
    void revoke(DeviceId device, RevocationReason reason) {
        service.revoke(device, reason);
        revoked = published();
    }

    /** Who is revoked. */
    SignedRevocationList revoked() {
        return revoked;
    }

    /** The file with the same. */
    Path revocationList() {
        return list;
    }

    private SignedRevocationList published() {
        SignedRevocationList latest = revocations.signedList(key);
        try {
            Path fresh = list.resolveSibling("revocations.fresh");
            Files.write(fresh, latest.encode());
            // Whole or not at all: the job reads it before every announcement.
            Files.move(fresh, list, StandardCopyOption.ATOMIC_MOVE);
            return latest;
        } catch (IOException e) {
            throw new UncheckedIOException("expected to publish who is revoked", e);
        }
    }

    /** The log, for whoever draws committees from it. */
    EnrolmentLog log() {
        return log;
    }

    /** How many enrolments there were. */
    public int enrolled() {
        return log.size();
    }

    /** The way for a key in memory, which has nothing to show but itself. */
    CredentialSource<SoftwareEvidence> memory(int device) {
        byte[] instance = instance(device);
        return (key, evidence) -> enrolled(instance, begun(instance), evidence);
    }

    /** The way for a key in a token. */
    CredentialSource<dev.tutti.device.enclave.pkcs11.Pkcs11Evidence> token(int device) {
        byte[] instance = instance(device);
        return (key, evidence) -> enrolled(instance, begun(instance), new Pkcs11Evidence(key.publicKey()));
    }

    /**
     * The way for a key in a TPM: the service sends a secret that only the TPM with that certificate opens, and only for
     * the attestation key that it has.
     *
     * @param above certificates of those above the TPM's own, which its maker publishes
     */
    CredentialSource<TpmEnrolment> tpm(int device, List<byte[]> above) {
        byte[] instance = instance(device);
        return (key, tpm) -> {
            TpmIdentity identity = tpm.identity();
            List<byte[]> chain = new ArrayList<>();
            chain.add(identity.endorsementCertificate());
            chain.addAll(above);
            byte[] nonce = begun(instance);
            TpmCredentialChallenge sealed = challenged(instance, nonce, chain, identity.attestationKey());
            ActivationProof proof = tpm.answer(new ActivationChallenge(
                    Challenge.of(population, nonce, instance), sealed.idObject(), sealed.encryptedSecret()));
            Evidence evidence = new TpmEvidence(
                    chain, identity.attestationKey(), proof.signingKey(), proof.attest(), proof.signature());
            return enrolled(service.enrol(population, instance, nonce, evidence.encode(), proof.secret()));
        };
    }

    private TpmCredentialChallenge challenged(byte[] instance, byte[] nonce, List<byte[]> chain, byte[] attestationKey)
            throws IOException {
        ActivateResult result = service.activate(population, instance, nonce, chain, attestationKey);
        if (result instanceof ActivateResult.Challenged challenged) {
            return challenged.challenge();
        }
        throw new IOException("enrolment refused: " + result);
    }

    private byte[] begun(byte[] instance) throws IOException {
        BeginResult result = service.begin(population, instance);
        if (result instanceof BeginResult.Begun begun) {
            return begun.nonce().value();
        }
        throw new IOException("enrolment refused: " + result);
    }

    private SignedCredential enrolled(byte[] instance, byte[] nonce, Evidence evidence) throws IOException {
        return enrolled(service.enrol(population, instance, nonce, evidence.encode()));
    }

    private SignedCredential enrolled(EnrolResult result) throws IOException {
        if (result instanceof EnrolResult.Enrolled enrolled) {
            publish(enrolled.credential().credential().evidenceHash());
            return enrolled.credential();
        }
        throw new IOException("enrolment refused: " + result);
    }

    /** Decryptors fetch the dossiers of some contributors before they vote. */
    private void publish(Digest evidence) throws IOException {
        Path file = artifacts.resolve(Dossier.path(evidence));
        Files.createDirectories(file.getParent());
        Files.write(file, log.evidence(evidence).orElseThrow());
    }

    private static byte[] instance(int device) {
        return ("device-" + device).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        nonces.close();
        log.close();
        revocations.close();
    }
}
