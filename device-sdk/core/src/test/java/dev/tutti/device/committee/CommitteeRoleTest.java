package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.Contribution;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device in the first seat, three members without clients in the others. */
final class CommitteeRoleTest {
    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final SoftwareEnclave enclave = operator.enrol();
    private final List<TestMember> others = List.of(operator.member(), operator.member(), operator.member());
    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final EgressLog egress;

    CommitteeRoleTest(@TempDir Path directory) {
        operator.publishNext();
        egress = new EgressLog(directory.resolve("egress.log"));
    }

    @AfterEach
    void closeSerial() {
        serial.close();
    }

    @Test
    void aMemberChecksInVotesOpensAndChecksInAgain() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        List<MaskedUpdate> sealed = contribute(round.terms(), 3);
        TestJob job = new TestJob(round.terms());

        role.voteRequested(job.voteRequest(sealed, 1));
        SignedVote vote = vote(0);
        assertThat(vote.statement().cohortRoot()).isEqualTo(TestJob.seal(sealed).root());
        assertThat(vote.statement().complaints()).isEmpty();
        QuorumCertificate certificate = certificate(round, sealed, vote);
        assertThat(certificate.isValidFor(round.terms())).isTrue();
        role.unmaskRequested(job.unmaskRequest(certificate, 1));

        UnmaskReply reply = network.sent(UnmaskReply.class).get(0);
        SignedReply signed = new SignedReply(
                ReplyStatement.decode(Fields.bytes(reply.getStatement())), Fields.bytes(reply.getSignature()));
        assertThat(signed.isValidFor(round.terms(), TestJob.seal(sealed).root()))
                .isTrue();
        List<CheckIn> checkIns = network.sent(CheckIn.class);
        assertThat(checkIns).hasSize(2);
        assertThat(statement(checkIns.get(1)).votingKey())
                .isNotEqualTo(statement(checkIns.get(0)).votingKey());
        assertThat(egress.entries())
                .extracting(EgressEntry::kind)
                .containsExactly(EgressKind.CHECK_IN, EgressKind.VOTE, EgressKind.REPLY, EgressKind.CHECK_IN);
    }

    @Test
    void theKeysAreGoneWhenTheReplyLeaves() {
        Network.Endpoint endpoint = network.endpoint();
        CommitteeRole role = role(endpoint);
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        List<MaskedUpdate> sealed = contribute(round.terms(), 2);
        TestJob job = new TestJob(round.terms());
        role.voteRequested(job.voteRequest(sealed, 1));
        QuorumCertificate certificate = certificate(round, sealed, vote(0));
        // The reply is the third message of this endpoint: at that very moment the member is asked again.
        endpoint.before(2, () -> role.unmaskRequested(job.unmaskRequest(certificate, 1)));

        role.unmaskRequested(job.unmaskRequest(certificate, 1));
        role.unmaskRequested(job.unmaskRequest(certificate, 1));

        assertThat(network.sent(UnmaskReply.class)).hasSize(1);
    }

    @Test
    void partsMayComeInAnyOrderAndMoreThanOnce() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        List<VoteRequest> parts =
                new ArrayList<>(new TestJob(round.terms()).voteRequests(contribute(round.terms(), 5), 1, 2));
        assertThat(parts).hasSize(3);
        Collections.reverse(parts);
        parts.add(1, parts.get(0));

        parts.subList(0, parts.size() - 1).forEach(role::voteRequested);
        assertThat(network.sent(CohortVote.class)).isEmpty();
        role.voteRequested(parts.get(parts.size() - 1));

        assertThat(vote(0).statement().announcement()).isEqualTo(round.hash());
        parts.forEach(role::voteRequested);
        assertThat(network.sent(CohortVote.class)).hasSize(1);
    }

    @Test
    void aMemberThatRestartedCanNeitherVoteNorOpen() {
        CommitteeRole before = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        before.announced(round);
        List<MaskedUpdate> sealed = contribute(round.terms(), 2);
        TestJob job = new TestJob(round.terms());
        before.voteRequested(job.voteRequest(sealed, 1));
        QuorumCertificate certificate = certificate(round, sealed, vote(0));

        CommitteeRole after = role(network.endpoint());
        after.announced(round);
        after.voteRequested(job.voteRequest(contribute(round.terms(), 3), 1));
        after.unmaskRequested(job.unmaskRequest(certificate, 1));

        List<CohortVote> votes = network.sent(CohortVote.class);
        assertThat(votes).hasSize(2);
        assertThat(votes.get(1).getStatement()).isNull();
        assertThat(votes.get(1).getRefusal()).isEqualTo("KEYS_GONE");
        assertThat(network.sent(UnmaskReply.class)).isEmpty();
    }

    @Test
    void oneKeyServesOneAnnouncement() {
        CommitteeRole role = role(network.endpoint());
        List<SignedCheckIn> seats = checkIns(1);
        OpenRound first = announceWith(seats);
        role.announced(first);
        clock.advance(Duration.ofSeconds(1));
        Announcement terms = operator.terms(2, 1, seats);
        OpenRound second = new OpenRound(terms, terms.digest());
        role.announced(second);

        role.voteRequested(new TestJob(second.terms()).voteRequest(contribute(second.terms(), 2), 1));
        assertThat(network.sent(CohortVote.class).get(0).getRefusal()).isEqualTo("KEYS_GONE");
        role.voteRequested(new TestJob(first.terms()).voteRequest(contribute(first.terms(), 2), 1));
        assertThat(vote(1).statement().announcement()).isEqualTo(first.hash());
    }

    @Test
    void aSecondCohortOfOneAnnouncementGetsNoVote() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        List<MaskedUpdate> all = contribute(round.terms(), 3);
        TestJob job = new TestJob(round.terms());

        role.voteRequested(job.voteRequest(all, 1));
        role.voteRequested(job.voteRequest(all.subList(0, 2), 1));

        assertThat(network.sent(CohortVote.class)).hasSize(2);
        assertThat(network.sent(CohortVote.class).get(1).getRefusal()).isEqualTo("ALREADY_VOTED");
    }

    @Test
    void aCohortBelowTheAnnouncedSizeIsRefused() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);

        role.voteRequested(new TestJob(round.terms()).voteRequest(contribute(round.terms(), 1), 1));

        assertThat(network.sent(CohortVote.class).get(0).getRefusal()).isEqualTo("COHORT_TOO_SMALL");
        assertThat(egress.entries().get(1).kind()).isEqualTo(EgressKind.REFUSAL);
    }

    @Test
    void anUnreadableContributorIsRefused() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        VoteRequest request = new TestJob(round.terms()).voteRequest(contribute(round.terms(), 2), 1);
        request.getContributors().get(1).setStatement(Fields.of(new byte[] {1, 2}));

        role.voteRequested(request);

        assertThat(network.sent(CohortVote.class).get(0).getRefusal()).isEqualTo("MALFORMED");
    }

    @Test
    void aRoundThatNeverEndsIsServedAndOverflowsNothing() {
        CommitteeRole role = role(network.endpoint());
        Announcement terms = operator.terms(1, 1, checkIns(1));
        Window endless = new Window(clock.millis(), Long.MAX_VALUE, 1, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
        Announcement announced = Terms.withWindow(terms, endless);
        role.announced(new OpenRound(announced, announced.digest()));

        role.voteRequested(new TestJob(announced).voteRequest(contribute(announced, 2), 1));

        assertThat(vote(0).statement().announcement()).isEqualTo(announced.digest());
        assertThat(network.sent(CheckIn.class)).hasSize(1);
    }

    @Test
    void aForgedCertificateOpensNothing() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        List<MaskedUpdate> sealed = contribute(round.terms(), 2);
        TestJob job = new TestJob(round.terms());
        role.voteRequested(job.voteRequest(sealed, 1));
        Digest root = TestJob.seal(sealed).root();
        QuorumCertificate alone = new QuorumCertificate(round.hash(), root, Collections.nCopies(3, vote(0)));

        role.unmaskRequested(job.unmaskRequest(alone, 1));
        var unreadable = job.unmaskRequest(alone, 1);
        unreadable.setCertificate(Fields.of(new byte[] {1}));
        role.unmaskRequested(unreadable);

        assertThat(network.sent(UnmaskReply.class)).isEmpty();
    }

    @Test
    void aRoundThatEndedWithoutAVoteFreesTheMember() {
        CommitteeRole role = role(network.endpoint());
        OpenRound round = announceWith(checkIns(1));
        role.announced(round);
        role.over(Digest.zero());
        assertThat(network.sent(CheckIn.class)).hasSize(1);

        role.over(round.hash());

        assertThat(network.sent(CheckIn.class)).hasSize(2);
        role.voteRequested(new TestJob(round.terms()).voteRequest(contribute(round.terms(), 2), 1));
        assertThat(network.sent(CohortVote.class)).isEmpty();
    }

    @Test
    void anOfferThatNobodyTakesIsRenewedWhenItExpires() {
        CommitteeRole role = new CommitteeRole(
                post(network.endpoint()),
                operator.rules(operator.trust()),
                OwnEligibility.notShown(),
                serial,
                clock,
                Duration.ofMillis(30));
        role.checkIn();

        await().until(() -> network.sent(CheckIn.class).size() >= 3);
        role.stop();
    }

    @Test
    void aCheckInIsSignedByTheEnclaveAndSaysWhenItExpires() {
        role(network.endpoint());
        SignedCheckIn sent = checkIns(1).get(0);

        assertThat(sent.statement().expiresAtMillis())
                .isEqualTo(clock.millis() + Duration.ofHours(1).toMillis());
        assertThat(sent.statement().device())
                .isEqualTo(enclave.credential().credential().device());
    }

    private CommitteeRole role(Network.Endpoint endpoint) {
        CommitteeRole role = new CommitteeRole(
                post(endpoint),
                operator.rules(operator.trust()),
                OwnEligibility.notShown(),
                serial,
                clock,
                Duration.ofHours(1));
        role.checkIn();
        return role;
    }

    private CommitteePost post(Network.Endpoint endpoint) {
        return new CommitteePost(TestOperator.POPULATION, enclave, endpoint, egress, clock);
    }

    /** The device's own check-in, of so many it sent, and the others'. */
    private List<SignedCheckIn> checkIns(int sent) {
        CheckIn own = network.sent(CheckIn.class).get(sent - 1);
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(new SignedCheckIn(
                statement(own),
                Fields.bytes(own.getSignature()),
                SignedCredential.decode(Fields.bytes(own.getCredential()))));
        others.forEach(member -> seats.add(member.checkIn()));
        return seats;
    }

    private static CheckInStatement statement(CheckIn checkIn) {
        return CheckInStatement.decode(Fields.bytes(checkIn.getStatement()));
    }

    private OpenRound announceWith(List<SignedCheckIn> seats) {
        Announcement terms = operator.terms(1, 1, seats);
        return new OpenRound(terms, terms.digest());
    }

    private List<MaskedUpdate> contribute(Announcement terms, int contributors) {
        int slots = VectorLayout.of(terms.encoding(), terms.ring()).totalSlots();
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < contributors; i++) {
            SoftwareEnclave contributor = operator.enrol();
            updates.add(Contribution.prepare(
                    terms,
                    contributor.credential(),
                    UploadId.random(new SecureRandom()),
                    terms.bases().get(0),
                    new int[slots],
                    contributor,
                    new SecureRandom()));
        }
        updates.sort(Comparator.comparing(update -> update.signed().statement().device()));
        return updates;
    }

    private SignedVote vote(int index) {
        CohortVote vote = network.sent(CohortVote.class).get(index);
        assertThat(Optional.ofNullable(vote.getRefusal())).isEmpty();
        return new SignedVote(
                VoteStatement.decode(Fields.bytes(vote.getStatement())), Fields.bytes(vote.getSignature()));
    }

    private QuorumCertificate certificate(OpenRound round, List<MaskedUpdate> sealed, SignedVote first) {
        List<SignedVote> votes = new ArrayList<>(List.of(first));
        for (int seat = 2; seat <= TestOperator.MEMBERS; seat++) {
            VoteDecision decision = others.get(seat - 2)
                    .member()
                    .vote(
                            round.terms(),
                            seat,
                            TestJob.evidence(sealed, seat),
                            TestJob.seal(sealed).root(),
                            TestOperator.floor().forCommittee(),
                            operator.credentials(),
                            clock.millis());
            votes.add(((VoteDecision.Voted) decision).vote());
        }
        return new QuorumCertificate(round.hash(), TestJob.seal(sealed).root(), votes);
    }
}
