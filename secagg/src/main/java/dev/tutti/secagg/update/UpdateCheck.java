package dev.tutti.secagg.update;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.StatementSignature;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.SignatureScheme;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The stateless checks on an update header, the same for the job and for every decryptor (docs/protocol.md, "Job, per
 * update" and "Decryptor, before it votes"). Cheap ones first. That chunks and shares match the header's digests, that
 * the round is open and that the device sends only once are the caller's steps.
 */
public final class UpdateCheck {
    private static final List<Function<UpdateCheck, Optional<UpdateFault>>> STEPS = List.of(
            // 1. the same protocol
            check -> faultUnless(
                    check.statement.protocolVersion() == check.announcement.protocolVersion(),
                    UpdateFault.UNSUPPORTED_VERSION),
            // 2. this very cohort: a header cannot move to another round, attempt or sub-cohort
            check -> faultUnless(
                    check.statement.announcement().equals(check.announcement.digest()), UpdateFault.WRONG_ANNOUNCEMENT),
            // 3. a listed base model
            check -> faultUnless(check.announcement.bases().contains(check.statement.base()), UpdateFault.WRONG_BASE),
            // 4. the announced encoding and noise, no other
            check -> faultUnless(
                    check.statement.encoding().equals(check.announcement.encoding())
                            && check.statement.privacy().equals(check.announcement.privacy()),
                    UpdateFault.WRONG_CONFIGURATION),
            // 5. sizes, and H(c) over exactly the chunks named
            check -> faultUnless(check.hasTheRightSize(), UpdateFault.WRONG_SIZE),
            // 6. the device the credential speaks of
            check -> faultUnless(check.isTheCredentialsDevice(), UpdateFault.WRONG_DEVICE),
            // 7. the credential the statement names, believed now
            check -> faultUnless(
                    check.statement.credentialHash().equals(check.credential.digest()), UpdateFault.BAD_CREDENTIAL),
            UpdateCheck::credentialFault,
            // 8. the enclave's signature over all of it
            check -> faultUnless(check.isSignedByTheEnclave(), UpdateFault.BAD_SIGNATURE));

    private final Announcement announcement;
    private final SignedUpdate update;
    private final UpdateStatement statement;
    private final KeyCredential credential;
    private final CredentialTrust trust;
    private final long nowMillis;

    private UpdateCheck(Announcement announcement, SignedUpdate update, CredentialTrust trust, long nowMillis) {
        this.announcement = announcement;
        this.update = update;
        statement = update.statement();
        credential = update.credential().credential();
        this.trust = trust;
        this.nowMillis = nowMillis;
    }

    /**
     * The first check that fails, or empty.
     *
     * @param nowMillis the instant at which credentials must be valid, milliseconds since the epoch. Decryptors take
     *     their own clock, so a job that takes the end of the vote refuses what they would refuse later
     */
    public static Optional<UpdateFault> check(
            Announcement announcement, SignedUpdate update, CredentialTrust trust, long nowMillis) {
        return check(announcement, update, trust, nowMillis, Set.of());
    }

    /**
     * The first check that fails, or empty.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    static Optional<UpdateFault> check(
            Announcement announcement,
            SignedUpdate update,
            CredentialTrust trust,
            long nowMillis,
            Set<UpdateFault> waived) {
        UpdateCheck check = new UpdateCheck(announcement, update, trust, nowMillis);
        return STEPS.stream()
                .flatMap(step -> step.apply(check).stream())
                .filter(fault -> !waived.contains(fault))
                .findFirst();
    }

    private static Optional<UpdateFault> faultUnless(boolean holds, UpdateFault fault) {
        return holds ? Optional.empty() : Optional.of(fault);
    }

    private boolean hasTheRightSize() {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int proofLength = announcement.committee().recoveryThreshold();
        return statement.chunkDigests().size() == layout.chunks()
                && statement.ciphertextDigest().equals(UpdateStatement.ciphertextDigest(statement.chunkDigests()))
                && Arrays.stream(statement.degreeProof()).allMatch(polynomial -> polynomial.length == proofLength);
    }

    private boolean isTheCredentialsDevice() {
        return statement.device().equals(credential.device())
                && statement.device().equals(DeviceId.ofPublicKey(credential.publicKey()));
    }

    private boolean isSignedByTheEnclave() {
        return statement.scheme() == SignatureScheme.of(credential.platform())
                && StatementSignature.verify(credential, statement.encode(), update.signature());
    }

    private Optional<UpdateFault> credentialFault() {
        return trust.check(update.credential(), announcement.round().population(), nowMillis)
                .map(fault -> switch (fault) {
                    case MALFORMED -> UpdateFault.BAD_CREDENTIAL;
                    case EXPIRED -> UpdateFault.CREDENTIAL_EXPIRED;
                    case REVOKED -> UpdateFault.CREDENTIAL_REVOKED;
                    case WRONG_POPULATION -> UpdateFault.CREDENTIAL_ELSEWHERE;
                    case UNTRUSTED, PLATFORM_REFUSED, LEVEL_TOO_LOW -> UpdateFault.CREDENTIAL_UNTRUSTED;
                });
    }
}
