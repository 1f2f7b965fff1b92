package dev.tutti.secagg.update;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.Arrays;
import java.util.Optional;

/**
 * The stateless checks on an update header, the same for the job and for every decryptor (docs/protocol.md, "Job, per
 * update" and "Decryptor, before it votes"). Cheap ones first. That chunks and shares match the header's digests, that
 * the round is open and that the device sends only once are the caller's steps.
 */
public final class UpdateCheck {
    private UpdateCheck() {}

    /**
     * The first check that fails, or empty.
     *
     * @param nowMillis the instant at which credentials must be valid, milliseconds since the epoch. Decryptors take
     *     their own clock, so a job that takes the end of the vote refuses what they would refuse later
     */
    public static Optional<UpdateFault> check(
            Announcement announcement, SignedUpdate update, CredentialTrust trust, long nowMillis) {
        UpdateStatement statement = update.statement();
        // 1. the same protocol
        if (statement.protocolVersion() != announcement.protocolVersion()) {
            return Optional.of(UpdateFault.UNSUPPORTED_VERSION);
        }
        // 2. this very cohort: a header cannot move to another round, attempt or sub-cohort
        if (!statement.announcement().equals(announcement.digest())) {
            return Optional.of(UpdateFault.WRONG_ANNOUNCEMENT);
        }
        // 3. a listed base model
        if (!announcement.bases().contains(statement.base())) {
            return Optional.of(UpdateFault.WRONG_BASE);
        }
        // 4. the announced encoding and noise, no other
        if (!statement.encoding().equals(announcement.encoding())
                || !statement.privacy().equals(announcement.privacy())) {
            return Optional.of(UpdateFault.WRONG_CONFIGURATION);
        }
        // 5. sizes, and H(c) over exactly the chunks named
        if (!hasTheRightSize(announcement, statement)) {
            return Optional.of(UpdateFault.WRONG_SIZE);
        }
        // 6. the device the credential speaks of
        if (!statement.device().equals(update.credential().credential().device())
                || !statement
                        .device()
                        .equals(DeviceId.ofPublicKey(
                                update.credential().credential().publicKey()))) {
            return Optional.of(UpdateFault.WRONG_DEVICE);
        }
        // 7. the credential the statement names, believed now
        if (!statement.credentialHash().equals(update.credential().credential().digest())) {
            return Optional.of(UpdateFault.BAD_CREDENTIAL);
        }
        Optional<CredentialFault> fault = trust.check(update.credential(), nowMillis);
        if (fault.isPresent()) {
            return Optional.of(
                    switch (fault.get()) {
                        case MALFORMED -> UpdateFault.BAD_CREDENTIAL;
                        case EXPIRED -> UpdateFault.CREDENTIAL_EXPIRED;
                        case UNTRUSTED, REVOKED, PLATFORM_REFUSED -> UpdateFault.CREDENTIAL_UNTRUSTED;
                    });
        }
        // 8. the enclave's signature over all of it
        byte[] key = update.credential().credential().publicKey();
        if (!EcdsaP256.verify(key, statement.encode(), update.signature())) {
            return Optional.of(UpdateFault.BAD_SIGNATURE);
        }
        return Optional.empty();
    }

    private static boolean hasTheRightSize(Announcement announcement, UpdateStatement statement) {
        VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
        int proofLength = announcement.committee().recoveryThreshold();
        return statement.chunkDigests().size() == layout.chunks()
                && statement.ciphertextDigest().equals(UpdateStatement.ciphertextDigest(statement.chunkDigests()))
                && Arrays.stream(statement.degreeProof()).allMatch(polynomial -> polynomial.length == proofLength);
    }
}
