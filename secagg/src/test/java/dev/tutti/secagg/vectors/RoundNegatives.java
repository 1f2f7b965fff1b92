package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.hex;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeCheck;
import dev.tutti.secagg.decrypt.CommitteeFault;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.Round;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CertificateFault;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.Seat;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.unmask.SliceOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import dev.tutti.secagg.update.UpdateCheck;
import dev.tutti.secagg.update.UpdateFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The round of {@code round.json} with one thing wrong, for every check there is; the code itself names the check. */
final class RoundNegatives {
    private final VectorRound round;
    private final Announcement announcement;

    RoundNegatives(VectorRound round) {
        this.round = round;
        announcement = round.announcement();
    }

    /** Headers, one for each fault. */
    ArrayNode updates() {
        ArrayNode vectors = array();
        new ForgedUpdates(round).all().forEach((fault, header) -> {
            UpdateFault found = UpdateCheck.check(
                            announcement, header, round.population().trust(), Population.NOW)
                    .orElseThrow();
            require(found == fault, fault + " came out as " + found);
            vectors.add(vector(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .put("signed_update", hex(header.encode()))
                    .put("fails", found.name()));
        });
        return vectors;
    }

    /** Announcements with one seat that is not in order. */
    ArrayNode committees() {
        TestDevice stranger = round.population().enrol();
        SignedCheckIn honest = announcement.seat(2).checkIn();
        CheckInStatement offered = honest.statement();
        return array().add(committee(
                        "one device in two seats", announcement.seat(1).checkIn(), CommitteeFault.NOT_DISTINCT))
                .add(committee(
                        "an offer that had run out",
                        signed(stranger, offered.population(), Population.NOW, offered.sealingKey()),
                        CommitteeFault.WRONG_CHECK_IN))
                .add(committee(
                        "an offer to another population",
                        signed(stranger, "fitness/other", Population.NOW + 1, offered.sealingKey()),
                        CommitteeFault.WRONG_CHECK_IN))
                .add(committee(
                        "a device nobody enrolled",
                        signed(
                                new Population(99).enrol(),
                                offered.population(),
                                Population.NOW + 1,
                                offered.sealingKey()),
                        CommitteeFault.BAD_CREDENTIAL))
                .add(committee(
                        "an offer signed by another device",
                        new SignedCheckIn(offered, stranger.sign(offered.encode()), honest.credential()),
                        CommitteeFault.BAD_SIGNATURE))
                .add(committee(
                        "a sealing key of small order",
                        signed(stranger, offered.population(), Population.NOW + 1, new byte[32]),
                        CommitteeFault.BAD_KEY));
    }

    private ObjectNode committee(String name, SignedCheckIn second, CommitteeFault expected) {
        List<Seat> seats = new ArrayList<>(announcement.seats());
        seats.set(1, new Seat(2, second));
        Announcement changed = round.terms().announce(seats);
        CommitteeFault found = CommitteeCheck.check(changed, round.population().trust(), Population.NOW)
                .orElseThrow();
        require(found == expected, name);
        return vector(name).put("announcement", hex(changed.encode())).put("fails", found.name());
    }

    private static SignedCheckIn signed(TestDevice device, String population, long expires, byte[] sealingKey) {
        CheckInStatement statement = new CheckInStatement(
                population,
                device.id(),
                sealingKey,
                FixedRandom.bytes("a voting key", 32),
                expires,
                device.credential().credential().digest());
        return new SignedCheckIn(statement, device.sign(statement.encode()), device.credential());
    }

    /** What member 1 is shown and does not vote for. */
    ArrayNode cohorts() {
        List<ContributorEvidence> all = Round.evidence(round.updates(), 1);
        Digest root = round.cohort().root();
        List<ContributorEvidence> turned = new ArrayList<>(all);
        Collections.swap(turned, 0, 1);
        List<ContributorEvidence> others = Round.evidence(round.updates(), 2);
        ForgedUpdates forged = new ForgedUpdates(round);
        return array().add(cohort("two contributors", all.subList(0, 2), root, RefusalReason.COHORT_TOO_SMALL))
                .add(cohort("contributors out of order", turned, root, RefusalReason.COHORT_NOT_DISTINCT))
                .add(cohort(
                        "one contributor twice",
                        List.of(all.get(0), all.get(1), all.get(1)),
                        root,
                        RefusalReason.COHORT_NOT_DISTINCT))
                .add(cohort("another root", all, announcement.digest(), RefusalReason.ROOT_MISMATCH))
                .add(cohort(
                        "a header for another announcement",
                        shown(all, forged.forAnotherAnnouncement()),
                        null,
                        RefusalReason.BAD_UPDATE))
                .add(cohort(
                        "a base of one's own", shown(all, forged.onTheOlderBase()), null, RefusalReason.BASE_TOO_FEW))
                .add(cohort(
                        "the share of another member",
                        List.of(all.get(0), others.get(1), all.get(2)),
                        root,
                        RefusalReason.SHARE_NOT_INCLUDED));
    }

    /** The first contributor's header replaced. */
    private static List<ContributorEvidence> shown(List<ContributorEvidence> all, SignedUpdate first) {
        ContributorEvidence replaced = new ContributorEvidence(
                first, all.get(0).sealedShare(), all.get(0).shareProof());
        return List.of(replaced, all.get(1), all.get(2));
    }

    private ObjectNode cohort(
            String name, List<ContributorEvidence> evidence, @Nullable Digest asked, RefusalReason expected) {
        Digest root = asked == null
                ? Round.cohort(evidence.stream()
                                .map(one -> new MaskedUpdate(one.update(), List.of(), List.of()))
                                .toList())
                        .root()
                : asked;
        VoteDecision decision = VectorRound.fresh(1)
                .vote(
                        announcement,
                        1,
                        evidence,
                        root,
                        Round.FLOOR,
                        round.population().trust(),
                        Population.NOW);
        require(decision.equals(new VoteDecision.Refused(expected)), name + ": " + decision);
        ArrayNode shown = array();
        for (ContributorEvidence one : evidence) {
            shown.add(Json.object()
                    .put("signed_update", hex(one.update().encode()))
                    .put("sealed_leaf_sha256", Json.sha256(prefixed(one.sealedShare())))
                    .set("siblings", Json.each(one.shareProof(), Digest::hex)));
        }
        return vector(name)
                .put("root", root.hex())
                .<ObjectNode>set("shown", shown)
                .put("fails", expected.name());
    }

    /** A leaf of a Merkle tree is hashed behind a zero byte. */
    private static byte[] prefixed(byte[] leaf) {
        byte[] bytes = new byte[leaf.length + 1];
        System.arraycopy(leaf, 0, bytes, 1, leaf.length);
        return bytes;
    }

    /** Certificates that certify nothing. */
    ArrayNode certificates() {
        List<SignedVote> votes = round.votes();
        Digest hash = announcement.digest();
        Digest root = round.cohort().root();
        SignedVote first = votes.get(0);
        List<SignedVote> repeated = new ArrayList<>(votes);
        repeated.set(1, first);
        List<SignedVote> unsigned = new ArrayList<>(votes);
        unsigned.set(0, new SignedVote(first.statement(), votes.get(1).signature()));
        List<SignedVote> complained = new ArrayList<>(votes);
        VoteStatement changed = new VoteStatement(
                hash, root, 1, List.of(round.device(0).device().id()));
        complained.set(0, new SignedVote(changed, first.signature()));
        CommitteeParameters weak = new CommitteeParameters(8, 1, 2, 2, 4, 4);
        Announcement weakly = round.terms().withCommittee(weak).announce(announcement.seats());
        return array().add(certificate(
                        "a quorum that two roots can get",
                        weakly,
                        weakly.digest(),
                        root,
                        votes,
                        CertificateFault.NOT_UNIQUE))
                .add(certificate(
                        "a vote too few", announcement, hash, root, votes.subList(0, 4), CertificateFault.TOO_FEW))
                .add(certificate(
                        "another announcement", announcement, root, root, votes, CertificateFault.OTHER_ANNOUNCEMENT))
                .add(certificate("another root", announcement, hash, hash, votes, CertificateFault.OTHER_ROOT))
                .add(certificate("one vote twice", announcement, hash, root, repeated, CertificateFault.REPEATED))
                .add(certificate(
                        "a signature of another member",
                        announcement,
                        hash,
                        root,
                        unsigned,
                        CertificateFault.NOT_SIGNED))
                .add(certificate(
                        "a complaint put in later", announcement, hash, root, complained, CertificateFault.NOT_SIGNED));
    }

    private static ObjectNode certificate(
            String name,
            Announcement terms,
            Digest hash,
            Digest root,
            List<SignedVote> votes,
            CertificateFault expected) {
        QuorumCertificate certificate = new QuorumCertificate(hash, root, votes);
        CertificateFault found = certificate.fault(terms).orElseThrow();
        require(found == expected, name + ": " + found);
        return vector(name)
                .put("quorum", terms.committee().quorum())
                .put("announcement_hash", terms.digest().hex())
                .put("certificate", hex(certificate.encode()))
                .put("fails", found.name());
    }

    /** Replies that are no answer to the certificate. */
    ArrayNode replies() {
        SignedReply honest = List.copyOf(round.replies().values()).get(0);
        ReplyStatement statement = honest.statement();
        int[] lied = statement.sums();
        lied[0] ^= 1;
        Digest root = round.cohort().root();
        return array().add(reply(
                        "a sum changed afterwards",
                        new ReplyStatement(statement.announcement(), root, 1, lied),
                        honest))
                .add(reply(
                        "another seat",
                        new ReplyStatement(statement.announcement(), root, 2, statement.sums()),
                        honest))
                .add(reply(
                        "another root",
                        new ReplyStatement(statement.announcement(), statement.announcement(), 1, statement.sums()),
                        honest))
                .add(reply(
                        "sums of another length",
                        new ReplyStatement(statement.announcement(), root, 1, new int[] {1, 2}),
                        honest));
    }

    private ObjectNode reply(String name, ReplyStatement statement, SignedReply honest) {
        SignedReply reply = new SignedReply(statement, honest.signature());
        require(!reply.isValidFor(announcement, round.cohort().root()), name);
        return vector(name).put("signed_reply", hex(reply.encode())).put("fails", "BAD_REPLY");
    }

    /** Sums that do not open. */
    ArrayNode openings() {
        return array().add(opening("one coefficient of S off by one", 2047, 1, 0, 3, SliceOpening.Reason.RESIDUE_BOUND))
                .add(opening("one contributor more than was added", 0, 0, 0, 4, SliceOpening.Reason.COUNT))
                .add(opening("a weight beyond three devices'", 0, 0, 200, 3, SliceOpening.Reason.WEIGHT));
    }

    /** The secret sum and the weight slot (slot 1: 2^15 in coefficient 0) changed. */
    private ObjectNode opening(
            String name,
            int secretIndex,
            int secretDelta,
            int weightDelta,
            int contributors,
            SliceOpening.Reason expected) {
        int[] secret = RoundVectors.secretSum(round);
        secret[secretIndex] += secretDelta;
        long[] sum = round.maskedSum();
        sum[0] = (sum[0] + ((long) weightDelta << 15)) % announcement.ring().modulus();
        SliceOpening.Result result = SliceOpening.open(announcement, 0, sum, secret, contributors);
        require(result.equals(new SliceOpening.Failed(expected)), name + ": " + result);
        return vector(name)
                .put("secret_index", secretIndex)
                .put("secret_delta", secretDelta)
                .put("weight_delta", weightDelta)
                .put("contributors", contributors)
                .put("fails", expected.name());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("expected otherwise: " + what);
        }
    }
}
