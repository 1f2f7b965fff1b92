package dev.tutti.job.round;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.QuorumCertificate;
import java.util.Map;
import java.util.Objects;

/** The cohort is fixed and its members vote on it. More than (m+t)/2 votes make the certificate. */
final class SealedPhase extends RoundPhase {
    @Override
    void onMember(CohortRound round, MemberMessage message) {
        switch (message.kind()) {
            // Refusals carry no signature, so they inform the report and decide nothing.
            case REFUSAL -> round.recordRefusal(message);
            case VOTE -> {
                if (round.recordVote(message)) {
                    certifyIfQuorum(round);
                }
            }
            case REPLY -> {
                // No certificate is out, so there is nothing to reply to.
            }
        }
    }

    private static void certifyIfQuorum(CohortRound round) {
        Map<Integer, SignedBytes> votes = round.memory().votes();
        if (votes.size() < round.announcement().committee().quorum()) {
            return;
        }
        Map<Integer, SignedBytes> certifying =
                CertifyingVotes.choose(votes, round.announcement().committee().quorum());
        if (CertifyingVotes.requestBytes(certifying) > round.maxRecordBytes()) {
            // Votes to come may complain of fewer. Where honest members complain of so many, nothing opens anyway.
            return;
        }
        CohortState state = round.state();
        QuorumCertificate certificate = new QuorumCertificate(
                round.announcementHash(),
                Digest.of(Objects.requireNonNull(state.cohortRoot)),
                CohortRound.signed(certifying));
        state.certificate = certificate.encode();
        state.certifiedAt = round.effects().wallClock();
        state.deadline = Math.max(state.closeAt, state.certifiedAt)
                + round.announcement().window().unmaskLimitMillis();
        round.effects().wakeAt(UnmaskingPhase.patienceOverAt(round));
        round.effects().wakeAt(state.deadline);
        round.enter(CohortState.Phase.UNMASKING);
        votes.keySet().forEach(round::askToOpen);
    }

    @Override
    void onTime(CohortRound round, long now) {
        if (now >= round.state().deadline) {
            boolean quorum = round.memory().votes().size()
                    >= round.announcement().committee().quorum();
            round.burn(quorum ? BurnReason.TOO_MANY_COMPLAINTS : BurnReason.NO_QUORUM);
        }
    }
}
