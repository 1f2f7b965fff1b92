package dev.tutti.job.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.job.testing.TestRound;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Members that complain of everybody. A certificate holds the complaints as signed: in a large cohort it would fit no record,
 * and a job that cannot say it would try again for ever. Of eight members one may be corrupt; the quorum is 5.
 */
class LongComplaintsTest {
    private static final int QUORUM = 5;

    private final TestRound terms = new TestRound();
    private final List<MaskedUpdate> updates = new ArrayList<>();
    private final CommitteeVoices voices = new CommitteeVoices(terms, updates);
    private DeviceId[] everybody = new DeviceId[0];

    @BeforeEach
    void aCohort() {
        for (int i = 0; i < TestRound.N_MIN; i++) {
            updates.add(terms.update(terms.device(), terms.bases.get(1), terms.slots(i)));
        }
        everybody = updates.stream()
                .map(update -> update.signed().statement().device())
                .sorted()
                .toArray(DeviceId[]::new);
    }

    @Test
    void theVotesWithTheFewestComplaintsCertifyAndEveryComplaintCounts() {
        RecordedRound recorded = sealed(room(0));
        recorded.member(voices.complaint(8, terms.corrupt, everybody));
        honest(recorded, 1, 4);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.SEALED);
        honest(recorded, 5, 5);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
        QuorumCertificate certificate = QuorumCertificate.decode(Objects.requireNonNull(recorded.state.certificate));
        assertThat(certificate.votes())
                .extracting(vote -> vote.statement().memberIndex())
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(certificate.isValidFor(terms.announcement)).isTrue();
        for (int member = 1; member <= 4; member++) {
            recorded.member(voices.reply(member, certificate));
        }
        assertThat(recorded.conclusions.get(0).kind()).isEqualTo(CohortConclusion.Kind.OPENED);
        assertThat(report(recorded).getComplaints()).isEqualTo(everybody.length);
    }

    @Test
    void aListThatFitsDelaysNothing() {
        RecordedRound recorded = sealed(room(everybody.length));
        recorded.member(voices.complaint(8, terms.corrupt, everybody));
        honest(recorded, 1, 4);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.UNMASKING);
    }

    @Test
    void whereNoCertificateFitsTheCohortBurnsWithItsReason() {
        RecordedRound recorded = sealed(room(0));
        recorded.member(voices.complaint(8, terms.corrupt, everybody));
        honest(recorded, 1, 4);
        recorded.clock(recorded.state.deadline);
        assertThat(recorded.state.phase).isEqualTo(CohortState.Phase.BURNED);
        assertThat(report(recorded).getReason()).isEqualTo(BurnReason.TOO_MANY_COMPLAINTS.name());
    }

    /** In their true size: five lists of a cohort of fourteen thousand are more than a record holds. */
    @Test
    void aCertificateOfWhicheverVotesCameFirstWouldFitNoRecord() {
        Map<Integer, SignedBytes> votes = new HashMap<>();
        DeviceId[] large = IntStream.range(0, 14_000)
                .mapToObj(i -> DeviceId.of(
                        ByteBuffer.allocate(DeviceId.BYTES).putInt(12, i).array()))
                .toArray(DeviceId[]::new);
        for (int member = 1; member <= QUORUM; member++) {
            votes.put(member, bytes(voices.complaint(member, terms.corrupt, large)));
        }
        assertThat(CertifyingVotes.requestBytes(votes)).isGreaterThan(RecordCodec.MAX_RECORD_BYTES);
        assertThatThrownBy(() -> RecordCodec.encode(request(votes))).isInstanceOf(IllegalArgumentException.class);
        for (int member = QUORUM + 1; member <= 2 * QUORUM; member++) {
            votes.put(member, bytes(voices.complaint(member, terms.corrupt, large[member])));
        }
        Map<Integer, SignedBytes> chosen = CertifyingVotes.choose(votes, QUORUM);
        assertThat(chosen.keySet()).containsExactly(6, 7, 8, 9, 10);
        assertThat((long) RecordCodec.encode(request(chosen)).length)
                .isLessThanOrEqualTo(CertifyingVotes.requestBytes(chosen));
    }

    private RecordedRound sealed(int maxRecordBytes) {
        RecordedRound recorded = new RecordedRound(terms, TestRound.taskText(), maxRecordBytes);
        for (int i = 0; i < updates.size(); i++) {
            recorded.update(updates.get(i), TestRound.OPENS + i);
        }
        recorded.clock(TestRound.CLOSES);
        return recorded;
    }

    /** Bytes of a request with so many complaints. */
    private int room(int complaints) {
        Map<Integer, SignedBytes> votes = new HashMap<>();
        for (int member = 1; member <= QUORUM; member++) {
            votes.put(member, bytes(voices.complaint(member, terms.corrupt)));
        }
        return Math.toIntExact(CertifyingVotes.requestBytes(votes) + (long) complaints * DeviceId.BYTES);
    }

    private void honest(RecordedRound recorded, int from, int to) {
        for (int member = from; member <= to; member++) {
            recorded.member(voices.vote(member));
        }
    }

    private static SignedBytes bytes(MemberMessage vote) {
        return MemberStatements.signedBytes(vote);
    }

    private UnmaskRequest request(Map<Integer, SignedBytes> votes) {
        List<SignedVote> signed = new ArrayList<>();
        votes.values()
                .forEach(vote -> signed.add(new SignedVote(VoteStatement.decode(vote.statement), vote.signature)));
        Digest root = terms.root(updates);
        return UnmaskRequest.newBuilder()
                .setAnnouncementHash(ByteBuffer.wrap(terms.announcement.digest().bytes()))
                .setMemberIndex(1)
                .setDeviceId(ByteBuffer.allocate(DeviceId.BYTES))
                .setCertificate(
                        ByteBuffer.wrap(new QuorumCertificate(terms.announcement.digest(), root, signed).encode()))
                .build();
    }

    private static RoundReport report(RecordedRound recorded) {
        return (RoundReport) RecordCodec.decode(recorded.conclusions.get(0).report());
    }
}
