package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Decrypts. */
public final class CommitteeMember {
    /** Draws fresh one-time keys, held in memory only. */
    public CommitteeMember(SecureRandom random) {}

    /** What the device offers, to be signed by its enclave. */
    public CheckInStatement checkIn(String population, DeviceId device, Digest credentialHash, long expiresAtMillis) {
        throw new UnsupportedOperationException();
    }

    /** Pins the first announcement seen for these keys; a reason when they serve another. */
    public Optional<RefusalReason> pin(Announcement announcement) {
        throw new UnsupportedOperationException();
    }

    public VoteDecision vote(
            Announcement announcement,
            int memberIndex,
            List<ContributorEvidence> evidence,
            Digest cohortRoot,
            CommitteeFloor floor,
            CredentialTrust trust,
            long nowMillis) {
        throw new UnsupportedOperationException();
    }

    public OpenDecision open(QuorumCertificate certificate) {
        throw new UnsupportedOperationException();
    }

    /** Erases the keys; the member can neither vote nor open any more. */
    public void erase() {
        throw new UnsupportedOperationException();
    }
}
