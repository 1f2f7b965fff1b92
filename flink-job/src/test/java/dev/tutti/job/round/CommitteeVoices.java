package dev.tutti.job.round;

import dev.tutti.job.testing.TestRound;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.seal.OneTimeKeys;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** What the members of a round's committee say about a cohort, honest ones and others. */
final class CommitteeVoices {
    private final TestRound terms;
    private final List<MaskedUpdate> updates;

    CommitteeVoices(TestRound terms, List<MaskedUpdate> updates) {
        this.terms = terms;
        this.updates = updates;
    }

    /** The vote of an honest seat. */
    MemberMessage vote(int member) {
        return message(member, ((VoteDecision.Voted) terms.vote(member, updates)).vote());
    }

    /** A vote of a corrupt seat that complains of these. */
    MemberMessage complaint(int member, OneTimeKeys keys, DeviceId... of) {
        VoteStatement vote = new VoteStatement(terms.announcement.digest(), terms.root(updates), member, List.of(of));
        return message(member, new SignedVote(vote, keys.sign(vote.encode())));
    }

    private MemberMessage message(int member, SignedVote vote) {
        return new MemberMessage(
                MemberMessage.Kind.VOTE,
                terms.cohort,
                member,
                vote.statement().encode(),
                vote.signature(),
                null,
                TestRound.CLOSES);
    }

    /** The certificate of these votes. */
    QuorumCertificate certificate(List<MemberMessage> votes) {
        List<SignedVote> signed = new ArrayList<>();
        for (MemberMessage vote : votes) {
            signed.add(new SignedVote(
                    VoteStatement.decode(Objects.requireNonNull(vote.statement())),
                    Objects.requireNonNull(vote.signature())));
        }
        return new QuorumCertificate(terms.announcement.digest(), terms.root(updates), signed);
    }

    /** The reply of an honest seat. It can be had once. */
    MemberMessage reply(int member, QuorumCertificate certificate) {
        return message(((OpenDecision.Opened) terms.members.get(member - 1).open(certificate)).reply());
    }

    /** A reply of a corrupt seat, well formed and wrong. */
    MemberMessage lie(int member, OneTimeKeys keys) {
        Digest root = terms.root(updates);
        int[] sums = new Random(member)
                .ints(terms.announcement.blocks(), 0, Integer.MAX_VALUE)
                .toArray();
        ReplyStatement statement = new ReplyStatement(terms.announcement.digest(), root, member, sums);
        return message(new SignedReply(statement, keys.sign(statement.signedBytes())));
    }

    private MemberMessage message(SignedReply reply) {
        return new MemberMessage(
                MemberMessage.Kind.REPLY,
                terms.cohort,
                reply.statement().memberIndex(),
                reply.statement().encode(),
                reply.signature(),
                null,
                TestRound.CLOSES);
    }
}
