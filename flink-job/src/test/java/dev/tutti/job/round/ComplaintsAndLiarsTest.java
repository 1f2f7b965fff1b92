package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.update.MemberSignature;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.unmask.CommitteeOpening;
import dev.tutti.secagg.update.MaskedUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two of eight members are corrupt, one more than t: so complaints can reach a conviction, and lies can outnumber what is
 * recoverable. Quorum 5, recovery threshold 4.
 */
class ComplaintsAndLiarsTest {
    private final TestRound terms = new TestRound(2);
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private final CommitteeVoices voices = new CommitteeVoices(terms, updates);
    private RecordedRound recorded;
    private DeviceId accused;

    @BeforeEach
    void aSealedCohort() {
        recorded = new RecordedRound(terms);
        for (int i = 0; i < TestRound.N_MIN; i++) {
            MaskedUpdate update = terms.update(terms.device(), terms.bases.get(1), terms.slots(i));
            updates.add(update);
            recorded.update(update, TestRound.OPENS + i);
        }
        recorded.clock(TestRound.CLOSES);
        accused = updates.get(2).signed().statement().device();
    }

    @Test
    void moreThanTComplaintsBarTheirContributorAndTheRoundCompletes() {
        recorded.member(voices.complaint(7, terms.corruptToo, accused));
        recorded.member(voices.complaint(8, terms.corrupt, accused));
        honestVotesAndReplies(6);
        assertThat(conclusion().kind()).isEqualTo(CohortConclusion.Kind.OPENED);
        assertThat(conclusion().barred()).containsExactly(accused.hex());
        assertThat(report().getComplaints()).isEqualTo(2);
    }

    @Test
    void upToTComplaintsAreADisputeThatPunishesNobody() {
        recorded.member(voices.complaint(8, terms.corrupt, accused));
        honestVotesAndReplies(6);
        assertThat(conclusion().kind()).isEqualTo(CohortConclusion.Kind.OPENED);
        assertThat(conclusion().barred()).isEmpty();
        assertThat(report().getComplaints()).isEqualTo(1);
    }

    @Test
    void oneMembersComplaintsOfEverybodyConvictNobody() {
        DeviceId[] everybody = updates.stream()
                .map(u -> u.signed().statement().device())
                .sorted()
                .toArray(DeviceId[]::new);
        for (int i = 0; i < 3; i++) {
            recorded.member(voices.complaint(8, terms.corrupt, everybody));
        }
        honestVotesAndReplies(6);
        assertThat(conclusion().barred()).isEmpty();
        assertThat(report().getComplaints()).isEqualTo(everybody.length);
    }

    @Test
    void complaintsAlsoBarWhenTheRoundBurns() {
        recorded.member(voices.complaint(7, terms.corruptToo, accused));
        recorded.member(voices.complaint(8, terms.corrupt, accused));
        recorded.clock(recorded.state.deadline);
        assertThat(report().getReason()).isEqualTo(BurnReason.NO_QUORUM.name());
        assertThat(conclusion().barred()).containsExactly(accused.hex());
    }

    @Test
    void aLiarIsNamedInTheReportAndItsReplyDropped() {
        QuorumCertificate certificate = certified(5, 1);
        recorded.member(voices.lie(8, terms.corrupt));
        for (int member = 1; member <= 5; member++) {
            assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
            recorded.member(voices.reply(member, certificate));
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
        assertThat(report().getLiars()).containsExactly(8);
        assertThat(report().getReplies()).isEqualTo(6);
        assertThat(report().getMemberSignatures())
                .extracting(MemberSignature::getMemberIndex)
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(openedWith()).isEqualTo(trueSum());
    }

    @Test
    void oneLiarMoreThanRepliesCanOutvoteBurnsTheRoundWithItsReason() {
        QuorumCertificate certificate = certified(5, 2);
        recorded.member(voices.lie(8, terms.corrupt));
        recorded.member(voices.lie(7, terms.corruptToo));
        for (int member = 1; member <= 5; member++) {
            recorded.member(voices.reply(member, certificate));
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        recorded.clock(recorded.state.deadline);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.BURNED);
        assertThat(report().getReason()).isEqualTo(BurnReason.WRONG_REPLIES.name());
        assertThat(recorded.signals).noneMatch(s -> s.kind() == SliceSignal.Kind.OPEN);
    }

    @Test
    void oneMoreRightReplyThanThatOutvotesBothLiars() {
        QuorumCertificate certificate = certified(6, 2);
        recorded.member(voices.lie(8, terms.corrupt));
        recorded.member(voices.lie(7, terms.corruptToo));
        for (int member = 1; member <= 6; member++) {
            recorded.member(voices.reply(member, certificate));
        }
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.APPLYING);
        assertThat(report().getLiars()).containsExactly(7, 8);
        assertThat(openedWith()).isEqualTo(trueSum());
    }

    @Test
    void votesAndRepliesInAnyOrderAndRedeliveredOpenTheSameSum() {
        List<MemberMessage> votes = new ArrayList<>();
        for (int member = 1; member <= 6; member++) {
            votes.add(voices.vote(member));
        }
        QuorumCertificate certificate = voices.certificate(votes.subList(0, 5));
        List<MemberMessage> replies = new ArrayList<>();
        for (int member = 1; member <= 6; member++) {
            replies.add(voices.reply(member, certificate));
        }
        int[] sum = null;
        for (int seed = 0; seed < 10; seed++) {
            recorded = new RecordedRound(terms);
            for (int i = 0; i < updates.size(); i++) {
                recorded.update(updates.get(i), TestRound.OPENS + i);
            }
            recorded.clock(TestRound.CLOSES);
            Collections.shuffle(votes, new Random(seed));
            Collections.shuffle(replies, new Random(seed + 100));
            for (List<MemberMessage> said : List.of(votes, replies)) {
                said.forEach(message -> {
                    recorded.member(message);
                    recorded.member(message);
                });
            }
            assertThat(recorded.conclusions).as("seed %s", seed).hasSize(1);
            assertThat(QuorumCertificate.decode(Objects.requireNonNull(recorded.state.certificate))
                            .cohortRoot())
                    .isEqualTo(certificate.cohortRoot());
            sum = sum == null ? openedWith() : sum;
            assertThat(openedWith()).as("seed %s", seed).isEqualTo(sum);
        }
    }

    private void honestVotesAndReplies(int honest) {
        for (int member = 1; member <= honest; member++) {
            recorded.member(voices.vote(member));
        }
        QuorumCertificate certificate = QuorumCertificate.decode(Objects.requireNonNull(recorded.state.certificate));
        for (int member = 1; member <= 4; member++) {
            recorded.member(voices.reply(member, certificate));
        }
    }

    /** Lets honest members and then corrupt ones vote. */
    private QuorumCertificate certified(int honest, int corrupt) {
        for (int member = 1; member <= honest; member++) {
            recorded.member(voices.vote(member));
        }
        recorded.member(voices.complaint(8, terms.corrupt));
        if (corrupt == 2) {
            recorded.member(voices.complaint(7, terms.corruptToo));
        }
        return QuorumCertificate.decode(Objects.requireNonNull(recorded.state.certificate));
    }

    /** What the honest replies alone add up to. */
    private int[] trueSum() {
        Map<Integer, int[]> sums = new HashMap<>();
        recorded.replies().forEach((member, reply) -> {
            if (member <= terms.members.size()) {
                sums.put(member, ReplyStatement.decode(reply.statement).sums());
            }
        });
        return ((CommitteeOpening.Recovered) CommitteeOpening.recover(terms.announcement, TestRound.N_MIN, sums))
                .secretSum();
    }

    private int[] openedWith() {
        List<int[]> opened = recorded.signals.stream()
                .filter(s -> s.kind() == SliceSignal.Kind.OPEN)
                .map(s -> Objects.requireNonNull(s.secretSum()))
                .toList();
        assertThat(opened).hasSize(2).allMatch(s -> Arrays.equals(s, opened.get(0)));
        return opened.get(0);
    }

    private CohortConclusion conclusion() {
        assertThat(recorded.conclusions).hasSize(1);
        return recorded.conclusions.get(0);
    }

    private RoundReport report() {
        return (RoundReport) RecordCodec.decode(conclusion().report());
    }
}
