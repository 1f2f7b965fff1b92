package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decryptor: one set of one-time keys, one announcement, one vote, one answer. Everything is in memory only, so a
 * member that crashed is a member that is gone (docs/protocol.md, "Decryptor, before it votes").
 *
 * <p>A refusal changes nothing: the member can still vote when it is asked properly. The caller's steps: the operator's
 * signature over the announcement, and each member's eligibility.
 */
public final class CommitteeMember {
    private final OneTimeKeys keys;
    private final MemberRules rules;
    private @Nullable Announcement pinned;
    private @Nullable SignedVote vote;
    private int @Nullable [] sums;
    private boolean gone;

    /** Draws fresh one-time keys, for shares sealed to X25519 keys. */
    public CommitteeMember(SecureRandom random) {
        this(ShareSealing.HPKE_X25519, random);
    }

    /** Draws fresh one-time keys, for committees whose shares are sealed in that way. */
    public CommitteeMember(ShareSealing sealing, SecureRandom random) {
        this(new OneTimeKeys(sealing, random), MemberRules.ALL);
    }

    CommitteeMember(OneTimeKeys keys, MemberRules rules) {
        this.keys = keys;
        this.rules = rules;
    }

    /** What the device offers with these keys; its enclave signs it. */
    public CheckInStatement checkIn(String population, DeviceId device, Digest credentialHash, long expiresAtMillis) {
        return new CheckInStatement(
                population, device, keys.sealingKey(), keys.votingKey(), expiresAtMillis, credentialHash);
    }

    /**
     * Pins the first announcement that seats these keys: they serve no other, ever. To be called as soon as one is seen;
     * {@link #vote} does it too.
     *
     * @param announcement with the operator's signature verified
     * @return why these keys do not serve it, or empty
     */
    public synchronized Optional<RefusalReason> pin(Announcement announcement) {
        if (gone) {
            return Optional.of(RefusalReason.ALREADY_ANSWERED);
        }
        if (pinned != null) {
            return pinned.digest().equals(announcement.digest())
                    ? Optional.empty()
                    : Optional.of(RefusalReason.OTHER_ANNOUNCEMENT);
        }
        if (announcement.seats().stream().noneMatch(this::holdsMyKeys)) {
            return Optional.of(RefusalReason.NOT_MY_SEAT);
        }
        pinned = announcement;
        return Optional.empty();
    }

    /**
     * Votes for a sealed cohort after every check, once. Asked again about the root it voted for, it returns the same
     * vote; about any other, never one.
     *
     * @param announcement with the operator's signature verified
     * @param memberIndex the seat of these keys, 1-based
     * @param evidence all contributors of the cohort, by ascending device id
     * @param cohortRoot the root asked about
     * @param floor the device's own
     * @param trust whose credentials the device believes
     * @param nowMillis the device's clock, milliseconds since the epoch
     */
    public synchronized VoteDecision vote(
            Announcement announcement,
            int memberIndex,
            List<ContributorEvidence> evidence,
            Digest cohortRoot,
            CommitteeFloor floor,
            CredentialTrust trust,
            long nowMillis) {
        // 1. these keys serve this announcement and have not been used up
        Optional<RefusalReason> unpinned = pin(announcement);
        if (unpinned.isPresent()) {
            return new VoteDecision.Refused(unpinned.get());
        }
        if (vote != null) {
            return vote.statement().cohortRoot().equals(cohortRoot)
                    ? new VoteDecision.Voted(vote)
                    : new VoteDecision.Refused(RefusalReason.ALREADY_VOTED);
        }
        // 2. the announcement protects whoever contributed under it
        Optional<RefusalReason> unsound =
                new TermsCheck(announcement, sitsIn(announcement, memberIndex), floor, trust, nowMillis).check(rules);
        if (unsound.isPresent()) {
            return new VoteDecision.Refused(unsound.get());
        }
        // 3. the cohort is what its root says, and large enough to hide in
        Optional<RefusalReason> refused =
                new CohortCheck(announcement, memberIndex, trust, nowMillis, rules).check(evidence, cohortRoot);
        if (refused.isPresent()) {
            return new VoteDecision.Refused(refused.get());
        }
        return new VoteDecision.Voted(castVote(announcement, memberIndex, evidence, cohortRoot));
    }

    /**
     * Opens the cohort it voted for, once: returns its signed sums when shown a quorum certificate for that root. The
     * keys are erased before the answer is returned, so no second one can exist.
     */
    public synchronized OpenDecision open(QuorumCertificate certificate) {
        if (gone) {
            return new OpenDecision.Refused(RefusalReason.ALREADY_ANSWERED);
        }
        if (pinned == null || vote == null || sums == null) {
            return new OpenDecision.Refused(RefusalReason.NOT_VOTED);
        }
        Digest votedFor = vote.statement().cohortRoot();
        if (!rules.certificates().opens(certificate, votedFor, pinned)) {
            return new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE);
        }
        if (!vote.statement().complaints().isEmpty()) {
            // Without the shares it complained about its sum is wrong, and a wrong sum is a lie: an erasure instead.
            erase();
            return new OpenDecision.Refused(RefusalReason.COMPLAINED);
        }
        ReplyStatement statement =
                new ReplyStatement(pinned.digest(), votedFor, vote.statement().memberIndex(), sums);
        SignedReply reply = new SignedReply(statement, keys.sign(statement.signedBytes()));
        erase();
        return new OpenDecision.Opened(reply);
    }

    /** Erases keys and sums: the member can neither vote nor open any more. */
    public synchronized void erase() {
        keys.erase();
        if (sums != null) {
            Arrays.fill(sums, 0);
        }
        gone = true;
    }

    /** Says nothing about keys or shares. */
    @Override
    public String toString() {
        return "CommitteeMember[secret]";
    }

    private boolean holdsMyKeys(Seat seat) {
        CheckInStatement statement = seat.checkIn().statement();
        return Arrays.equals(statement.sealingKey(), keys.sealingKey())
                && Arrays.equals(statement.votingKey(), keys.votingKey());
    }

    private boolean sitsIn(Announcement announcement, int memberIndex) {
        return memberIndex >= 1
                && memberIndex <= announcement.seats().size()
                && holdsMyKeys(announcement.seat(memberIndex));
    }

    private SignedVote castVote(
            Announcement announcement, int memberIndex, List<ContributorEvidence> evidence, Digest cohortRoot) {
        ShareSum sum = new ShareSum(announcement, memberIndex, keys, rules);
        evidence.forEach(sum::add);
        VoteStatement statement = new VoteStatement(announcement.digest(), cohortRoot, memberIndex, sum.complaints());
        SignedVote cast = new SignedVote(statement, keys.sign(statement.encode()));
        sums = sum.sums();
        vote = cast;
        // No other cohort's shares will ever be opened with it.
        keys.eraseSealingKey();
        return cast;
    }
}
