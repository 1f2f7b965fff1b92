package dev.tutti.job.round;

import dev.tutti.job.config.TaskText;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import java.util.HashMap;
import java.util.Map;

/**
 * The certificate is out. From the recovery threshold r on, every further reply is one more chance to recover S.
 *
 * <p>Where a round has several sub-cohorts, r + 2t replies are waited for, though for half of the time at most: then
 * members that lie are found for certain, and a sum that is wrong all the same was made so by a contributor. Only such
 * sub-cohorts count in the search for who burns rounds.
 */
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
        CommitteeParameters committee = round.announcement().committee();
        boolean patient = TaskText.parse(round.state().task).subCohorts() > 1 && !round.state().patienceOver;
        int wanted =
                patient ? Math.min(committee.decisiveReplies(), committee.members()) : committee.recoveryThreshold();
        if (round.memory().replies().size() < wanted) {
            return;
        }
        CommitteeOpening.Result outcome = recover(round);
        if (outcome instanceof CommitteeOpening.Recovered recovered) {
            round.state().unmaskedAt = round.effects().wallClock();
            round.openSlices(recovered.secretSum(), recovered.liars());
            round.enter(CohortState.Phase.APPLYING);
        } else if (outcome instanceof CommitteeOpening.Failed failed && !failed.moreRepliesMayHelp()) {
            round.burn(reason(round, failed));
        }
    }

    private static CommitteeOpening.Result recover(CohortRound round) {
        Map<Integer, int[]> sums = new HashMap<>();
        round.memory()
                .replies()
                .forEach((member, reply) ->
                        sums.put(member, ReplyStatement.decode(reply.statement).sums()));
        return CommitteeOpening.recover(round.announcement(), round.state().admitted, sums);
    }

    private static BurnReason reason(CohortRound round, CommitteeOpening.Failed failed) {
        int replies = round.memory().replies().size();
        return switch (failed.reason()) {
            case TOO_FEW_REPLIES -> BurnReason.TOO_FEW_REPLIES;
            case TOO_MANY_LIARS -> BurnReason.WRONG_REPLIES;
            case SECRET_BOUND ->
                replies >= round.announcement().committee().decisiveReplies()
                        ? BurnReason.SECRET_TOO_LARGE
                        : BurnReason.WRONG_REPLIES;
        };
    }

    @Override
    void onTime(CohortRound round, long now) {
        CohortState state = round.state();
        if (now >= patienceOverAt(round) && !state.patienceOver) {
            state.patienceOver = true;
            recoverIfEnough(round);
        }
        if (now >= state.deadline
                && state.phase == CohortState.Phase.UNMASKING
                && recover(round) instanceof CommitteeOpening.Failed failed) {
            round.burn(reason(round, failed));
        }
    }

    /** Half of the time that members have to reply. */
    static long patienceOverAt(CohortRound round) {
        return round.state().deadline - round.announcement().window().unmaskLimitMillis() / 2;
    }
}
