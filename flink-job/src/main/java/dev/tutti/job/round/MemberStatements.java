package dev.tutti.job.round;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import java.util.Objects;

/** Holds what a member said against its seat: right cohort, right root, right size, signed with its one-time key. */
final class MemberStatements {
    private MemberStatements() {}

    static boolean isVoteFor(MemberMessage message, Announcement announcement, Digest root) {
        if (message.statement() == null || message.signature() == null) {
            return false;
        }
        try {
            VoteStatement vote = VoteStatement.decode(message.statement());
            return vote.cohortRoot().equals(root)
                    && vote.memberIndex() == message.member()
                    && new SignedVote(vote, message.signature()).isValidFor(announcement);
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    static boolean isReplyFor(MemberMessage message, Announcement announcement, Digest root) {
        if (message.statement() == null || message.signature() == null) {
            return false;
        }
        try {
            ReplyStatement reply = ReplyStatement.decode(message.statement());
            return reply.memberIndex() == message.member()
                    && reply.sums().length == announcement.blocks()
                    && new SignedReply(reply, message.signature()).isValidFor(announcement, root);
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    static SignedBytes signedBytes(MemberMessage message) {
        return new SignedBytes(
                Objects.requireNonNull(message.statement()), Objects.requireNonNull(message.signature()));
    }
}
