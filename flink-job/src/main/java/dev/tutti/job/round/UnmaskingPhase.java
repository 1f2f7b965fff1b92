package dev.tutti.job.round;

import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import java.util.HashMap;
import java.util.Map;

/** The certificate is out. From the recovery threshold on, every further reply is one more chance to recover S. */
final class UnmaskingPhase extends RoundPhase {
    @Override
    void onMember(CohortRound round, MemberMessage message) {
        switch (message.kind()) {
            case VOTE -> {
                if (round.recordVote(message)) {
                    round.askToOpen(message.member());
                }
            }
            case REFUSAL -> round.recordRefusal(message);
            case REPLY -> {
                if (round.recordReply(message)) {
                    recoverIfEnough(round);
                }
            }
        }
    }

    private static void recoverIfEnough(CohortRound round) {
        Map<Integer, int[]> sums = sums(round);
        if (sums.size() < round.announcement().committee().recoveryThreshold()) {
            return;
        }
        CommitteeOpening.Result outcome = CommitteeOpening.recover(round.announcement(), round.state().admitted, sums);
        if (outcome instanceof CommitteeOpening.Recovered recovered) {
            round.state().unmaskedAt = round.effects().wallClock();
            round.openSlices(recovered.secretSum(), recovered.liars());
            round.enter(CohortState.Phase.APPLYING);
        }
    }

    private static Map<Integer, int[]> sums(CohortRound round) {
        Map<Integer, int[]> sums = new HashMap<>();
        round.memory()
                .replies()
                .forEach((member, reply) ->
                        sums.put(member, ReplyStatement.decode(reply.statement).sums()));
        return sums;
    }

    @Override
    void onTime(CohortRound round, long now) {
        if (now >= round.state().deadline) {
            int replies = round.memory().replies().size();
            round.burn(
                    replies < round.announcement().committee().recoveryThreshold()
                            ? BurnReason.TOO_FEW_REPLIES
                            : BurnReason.WRONG_REPLIES);
        }
    }
}
