package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sealed and unmasking, with a real committee of 8 (t = 1, quorum 5, recovery threshold 4). */
class CommitteePhasesTest {
    private final TestRound terms = new TestRound();
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private RecordedRound recorded;

    @BeforeEach
    void aSealedCohort() {
        recorded = new RecordedRound(terms);
        for (int i = 0; i < TestRound.N_MIN; i++) {
            MaskedUpdate update = terms.update(terms.device(), terms.bases.get(1), terms.slots(i));
            updates.add(update);
            recorded.update(update, TestRound.OPENS + i);
        }
        recorded.clock(TestRound.CLOSES);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        assertThat(recorded.seals).hasSize(8);
    }

    @Test
    void aQuorumOfVotesMakesTheCertificateAndOneFewerDoesNot() {
        int quorum = terms.announcement.committee().quorum();
        for (int m = 1; m < quorum; m++) {
            recorded.member(vote(m));
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        recorded.member(vote(quorum));
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        assertThat(unmaskRequests()).hasSize(quorum);
    }

    @Test
    void oneMembersVotesCountOnce() {
        MemberMessage vote = vote(1);
        for (int i = 0; i < 8; i++) {
            recorded.member(vote);
        }
        assertThat(recorded.votes()).hasSize(1);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
    }

    @Test
    void aVoteUnderAnothersSeatIsNotCounted() {
        MemberMessage vote = vote(1);
        recorded.member(new MemberMessage(
                MemberMessage.Kind.VOTE, terms.cohort, 2, vote.statement(), vote.signature(), null, 0));
        assertThat(recorded.votes()).isEmpty();
    }

    @Test
    void unsignedRefusalsAreReportedAndDecideNothing() {
        for (int repeated = 0; repeated < 3; repeated++) {
            for (int m = 1; m <= 8; m++) {
                String reason = repeated == 0 ? RefusalReason.COHORT_TOO_SMALL.name() : "x".repeat(100);
                recorded.member(new MemberMessage(MemberMessage.Kind.REFUSAL, terms.cohort, m, null, null, reason, 0));
            }
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        assertThat(recorded.state.refusals).hasSize(8).containsEntry(5, "COHORT_TOO_SMALL");
    }

    @Test
    void aVoteThatComplainsOfStrangersIsNotCounted() {
        recorded.member(corruptVote(terms.device().id()));
        assertThat(recorded.votes()).isEmpty();
        recorded.member(corruptVote(updates.get(0).signed().statement().device()));
        assertThat(recorded.votes()).hasSize(1);
    }

    private MemberMessage corruptVote(DeviceId complaint) {
        VoteStatement vote = new VoteStatement(terms.announcement.digest(), terms.root(updates), 8, List.of(complaint));
        return new MemberMessage(
                MemberMessage.Kind.VOTE, terms.cohort, 8, vote.encode(), terms.corrupt.sign(vote.encode()), null, 0);
    }

    @Test
    void slicesThatNeverAnswerBurnTheRoundAtItsDeadline() {
        certifiedReplies().forEach(recorded::member);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
        recorded.clock(recorded.state.deadline - 1);
        assertThat(recorded.conclusions).hasSize(1);
        recorded.clock(recorded.state.deadline);
        assertThat(recorded.conclusions.get(1).kind()).isEqualTo(CohortConclusion.Kind.OVERDUE);
        RoundReport report =
                (RoundReport) RecordCodec.decode(recorded.conclusions.get(1).report());
        assertThat(report.getReason()).isEqualTo(BurnReason.SLICES_INCOMPLETE.name());
    }

    @Test
    void withoutAQuorumTheRoundBurnsAtItsDeadline() {
        recorded.member(vote(1));
        recorded.clock(recorded.state.deadline - 1);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        recorded.clock(recorded.state.deadline);
        assertThat(burnReason()).isEqualTo(BurnReason.NO_QUORUM.name());
    }

    @Test
    void theRecoveryThresholdOfRepliesOpensEverySlice() {
        List<MemberMessage> replies = certifiedReplies();
        int r = terms.announcement.committee().recoveryThreshold();
        for (int i = 0; i < r - 1; i++) {
            recorded.member(replies.get(i));
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        recorded.member(replies.get(r - 1));
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
        assertThat(recorded.signals)
                .filteredOn(s -> s.kind() == SliceSignal.Kind.OPEN)
                .hasSize(2);
        assertThat(recorded.conclusions.get(0).contributors()).hasSize(TestRound.N_MIN);
    }

    @Test
    void tooFewRepliesBurnTheRoundAtItsDeadline() {
        recorded.member(certifiedReplies().get(0));
        recorded.clock(recorded.state.deadline);
        assertThat(burnReason()).isEqualTo(BurnReason.TOO_FEW_REPLIES.name());
    }

    @Test
    void aReplyNobodySignedIsNotCounted() {
        MemberMessage reply = certifiedReplies().get(0);
        byte[] forged = Objects.requireNonNull(reply.signature()).clone();
        forged[3] ^= 1;
        recorded.member(new MemberMessage(
                MemberMessage.Kind.REPLY, terms.cohort, reply.member(), reply.statement(), forged, null, 0));
        assertThat(recorded.replies()).isEmpty();
    }

    private MemberMessage vote(int member) {
        VoteDecision decision = terms.vote(member, updates);
        assertThat(decision).isInstanceOf(VoteDecision.Voted.class);
        SignedVote vote = ((VoteDecision.Voted) decision).vote();
        return new MemberMessage(
                MemberMessage.Kind.VOTE,
                terms.cohort,
                member,
                vote.statement().encode(),
                vote.signature(),
                null,
                TestRound.CLOSES);
    }

    private List<MemberMessage> certifiedReplies() {
        int quorum = terms.announcement.committee().quorum();
        for (int m = 1; m <= quorum; m++) {
            recorded.member(vote(m));
        }
        QuorumCertificate certificate = QuorumCertificate.decode(Objects.requireNonNull(recorded.state.certificate));
        List<MemberMessage> replies = new ArrayList<>();
        for (int m = 1; m <= quorum; m++) {
            OpenDecision decision = terms.members.get(m - 1).open(certificate);
            assertThat(decision).isInstanceOf(OpenDecision.Opened.class);
            SignedReply reply = ((OpenDecision.Opened) decision).reply();
            ReplyStatement statement = reply.statement();
            replies.add(new MemberMessage(
                    MemberMessage.Kind.REPLY, terms.cohort, m, statement.encode(), reply.signature(), null, 0));
        }
        return replies;
    }

    private List<UnmaskRequest> unmaskRequests() {
        return recorded.said.stream()
                .filter(s -> s.topic().endsWith("requests"))
                .map(s -> RecordCodec.decode(s.value(), UnmaskRequest.class))
                .toList();
    }

    private String burnReason() {
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.BURNED);
        RoundReport report =
                (RoundReport) RecordCodec.decode(recorded.conclusions.get(0).report());
        return report.getReason();
    }
}
