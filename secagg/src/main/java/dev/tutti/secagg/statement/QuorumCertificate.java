package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Proof that more than (m+t)/2 members voted for one root. Two for different roots would share an honest member, and an
 * honest member votes once: so at most one cohort of an announcement is ever opened (docs/protocol.md, "The quorum
 * certificate").
 *
 * @param announcement annHash
 * @param cohortRoot the root that was voted for
 * @param votes the votes, by ascending seat
 */
public record QuorumCertificate(Digest announcement, Digest cohortRoot, List<SignedVote> votes) {
    private static final String LABEL = "tutti/certificate/v1";

    public QuorumCertificate {
        votes = List.copyOf(votes);
        Expect.inRange("number of votes", votes.size(), 1, CommitteeParameters.MAX_MEMBERS);
    }

    /**
     * Whether this certifies its root for that announcement: every vote is for this announcement and root, by distinct
     * members, signed by their seats' voting keys; at least the quorum of them; and a quorum that only one root can get.
     */
    public boolean isValidFor(Announcement terms) {
        return fault(terms).isEmpty();
    }

    /** The first reason for which this certifies nothing, or empty. */
    public Optional<CertificateFault> fault(Announcement terms) {
        return fault(terms, Set.of());
    }

    /**
     * The first reason for which this certifies nothing, or empty.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    Optional<CertificateFault> fault(Announcement terms, Set<CertificateFault> waived) {
        return Arrays.stream(CertificateFault.values())
                .filter(fault -> !waived.contains(fault) && has(fault, terms))
                .findFirst();
    }

    private boolean has(CertificateFault fault, Announcement terms) {
        return switch (fault) {
            case NOT_UNIQUE -> !terms.committee().quorumIsUnique();
            case TOO_FEW -> votes.size() < terms.committee().quorum();
            case OTHER_ANNOUNCEMENT -> !announcement.equals(terms.digest());
            case OTHER_ROOT ->
                votes.stream().anyMatch(vote -> !vote.statement().cohortRoot().equals(cohortRoot));
            case REPEATED ->
                votes.stream()
                                .mapToInt(vote -> vote.statement().memberIndex())
                                .distinct()
                                .count()
                        < votes.size();
            case NOT_SIGNED -> {
                Digest hash = terms.digest();
                yield votes.stream().anyMatch(vote -> !vote.isValidFor(terms, hash));
            }
        };
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new CanonicalWriter(LABEL)
                .digest(announcement)
                .digest(cohortRoot)
                .list(votes, SignedVote::write)
                .toBytes();
    }

    /** Reads canonical bytes. */
    public static QuorumCertificate decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new QuorumCertificate(
                        in.digest(), in.digest(), in.list(CommitteeParameters.MAX_MEMBERS, SignedVote::read)));
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }
}
