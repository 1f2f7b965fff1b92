package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Lifetime;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.transport.Transport;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.CommitteeMember;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.RefusalReason;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The device in the first seat, the members in the others, and two cohorts: with the victim and without. */
final class DecryptorSeat implements AutoCloseable {
    private static final int CONTRIBUTORS = 3;

    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final Path directory;
    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final SoftwareEnclave enclave = operator.enrol();
    private final SoftwareEnclave accomplice = operator.enrol();
    private final List<TestMember> honest = List.of(operator.member(), operator.member());
    private final SignedModel model = operator.publishNext();
    private final EgressLog egress;
    private Optional<CommitteeRole> running = Optional.empty();
    private Optional<Asked> asked = Optional.empty();

    /** What the job asks, once there is a round. */
    record Asked(OpenRound round, List<MaskedUpdate> all, List<MaskedUpdate> withoutVictim) {}

    DecryptorSeat(Path directory) {
        this.directory = directory;
        egress = new EgressLog(directory.resolve("egress.log"));
    }

    /** One process, from check-in to reply. */
    void serve(Lifetime life, SecureRandom keys) {
        serve(life, keys, honest);
    }

    private void serve(Lifetime life, SecureRandom keys, List<TestMember> voters) {
        try {
            CommitteeRole role = start(life, keys);
            Asked question = announce();
            role.announced(question.round());
            TestJob job = new TestJob(question.round().terms());
            job.voteRequests(question.all(), 1, 2).forEach(role::voteRequested);
            if (!votesFor(question.all()).isEmpty()) {
                role.unmaskRequested(job.unmaskRequest(certificate(question.all(), voters), 1));
            }
        } catch (Lifetime.Died e) {
            assertThat(life.isOver()).isTrue();
        }
    }

    /** The next process hears of the same round and is asked for everything, about both roots. */
    void restart(SecureRandom keys) {
        CommitteeRole role = start(Lifetime.endless(), keys);
        asked.ifPresent(question -> role.announced(question.round()));
        askForEverything();
    }

    void askForEverything() {
        if (running.isEmpty() || asked.isEmpty()) {
            return;
        }
        CommitteeRole role = running.get();
        Asked question = asked.get();
        TestJob job = new TestJob(question.round().terms());
        role.voteRequested(job.voteRequest(question.withoutVictim(), 1));
        role.voteRequested(job.voteRequest(question.all(), 1));
        for (List<MaskedUpdate> cohort : List.of(question.withoutVictim(), question.all())) {
            if (!votesFor(cohort).isEmpty()) {
                role.unmaskRequested(job.unmaskRequest(certificate(cohort, honest), 1));
            }
        }
        role.announced(question.round());
    }

    /**
     * The operator holds one seat and splits the honest members: with this device's vote each root would have its three
     * of four, if the device voted again after a crash.
     *
     * @return what the first sum has more than the second, if both are opened
     */
    Optional<long[]> openBoth(Supplier<SecureRandom> keys) {
        serve(Lifetime.endless(), keys.get(), honest.subList(0, 1));
        Asked question = asked.orElseThrow();
        Optional<SliceSum> all = open(question.all(), honest.subList(0, 1), 1);
        CommitteeRole second = start(Lifetime.endless(), keys.get());
        second.announced(question.round());
        TestJob job = new TestJob(question.round().terms());
        second.voteRequested(job.voteRequest(question.withoutVictim(), 1));
        if (!votesFor(question.withoutVictim()).isEmpty()) {
            second.unmaskRequested(job.unmaskRequest(certificate(question.withoutVictim(), honest.subList(1, 2)), 1));
        }
        Optional<SliceSum> others = open(question.withoutVictim(), honest.subList(1, 2), 2);
        return all.flatMap(with -> others.map(without -> {
            long[] difference = new long[TestOperator.DIMENSION];
            Arrays.setAll(difference, i -> with.parameters()[i] - without.parameters()[i]);
            return difference;
        }));
    }

    long[] victimsUpdate() {
        return TestDevice.encoded(
                TestDevice.trained(model, 0), asked.orElseThrow().round().terms());
    }

    Set<Digest> roots() {
        Set<Digest> roots = new HashSet<>();
        votes().forEach(vote -> roots.add(vote.statement().cohortRoot()));
        return roots;
    }

    int replies() {
        return network.sent(UnmaskReply.class).size();
    }

    /** Votes and refusals that left. */
    int answers() {
        return network.sent(CohortVote.class).size();
    }

    Set<String> refusals() {
        Set<String> reasons = new HashSet<>();
        network.sent(CohortVote.class).stream()
                .map(CohortVote::getRefusal)
                .filter(Objects::nonNull)
                .forEach(reasons::add);
        return reasons;
    }

    /** Kinds of message of which more left than the log has. */
    Set<EgressKind> unlogged() {
        int refused = network.sent(CohortVote.class).size() - votes().size();
        Set<EgressKind> missing = new HashSet<>();
        note(missing, EgressKind.CHECK_IN, network.sent(CheckIn.class).size());
        note(missing, EgressKind.VOTE, votes().size());
        note(missing, EgressKind.REFUSAL, refused);
        note(missing, EgressKind.REPLY, replies());
        return missing;
    }

    private void note(Set<EgressKind> missing, EgressKind kind, int left) {
        long logged = egress.entries().stream()
                .map(EgressEntry::kind)
                .filter(kind::equals)
                .count();
        if (logged < left) {
            missing.add(kind);
        }
    }

    CommitteeRole start(Lifetime life, SecureRandom keys) {
        Enclave mortal = life.mortal(Enclave.class, enclave);
        Transport endpoint = life.mortal(Transport.class, network.endpoint());
        CommitteePost post = new CommitteePost(TestOperator.POPULATION, mortal, endpoint, egress, life.mortal(clock));
        CommitteeRole role = new CommitteeRole(
                post,
                operator.rules(operator.trust()),
                OwnEligibility.notShown(),
                serial,
                life.mortal(clock),
                Duration.ofHours(1),
                keys);
        running = Optional.of(role);
        role.checkIn();
        return role;
    }

    /** A round with this device's offer in the first seat and the accomplice in the last. */
    Asked announce() {
        CheckIn own = network.sent(CheckIn.class).get(0);
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(new SignedCheckIn(
                CheckInStatement.decode(Fields.bytes(own.getStatement())),
                Fields.bytes(own.getSignature()),
                SignedCredential.decode(Fields.bytes(own.getCredential()))));
        honest.forEach(member -> seats.add(member.checkIn()));
        CheckInStatement offer = accomplice()
                .checkIn(
                        TestOperator.POPULATION,
                        accomplice.credential().credential().device(),
                        accomplice.credential().credential().digest(),
                        clock.millis() + 3_600_000);
        seats.add(new SignedCheckIn(offer, accomplice.sign(offer.encode()), accomplice.credential()));
        Announcement terms = operator.terms(1, 1, seats);
        OpenRound round = new OpenRound(terms, terms.digest());
        List<MaskedUpdate> contributed = new ArrayList<>();
        for (int i = 0; i < CONTRIBUTORS; i++) {
            Path state = directory.resolve("contributor " + i);
            try (TestDevice device = TestDevice.enrolled(operator, state, clock)) {
                contributed.add(device.mask(TestDevice.trained(model, i), round));
            }
        }
        Asked question = new Asked(
                round, TestDevice.sorted(contributed), TestDevice.sorted(contributed.subList(1, CONTRIBUTORS)));
        asked = Optional.of(question);
        return question;
    }

    /** The accomplice has kept its keys and votes whenever it is asked to. */
    private CommitteeMember accomplice() {
        return new CommitteeMember(new SameKeys(77));
    }

    private List<SignedVote> votes() {
        List<SignedVote> votes = new ArrayList<>();
        for (CohortVote vote : network.sent(CohortVote.class)) {
            if (vote.getStatement() != null) {
                votes.add(new SignedVote(
                        VoteStatement.decode(Fields.bytes(vote.getStatement())), Fields.bytes(vote.getSignature())));
            }
        }
        return votes;
    }

    private List<SignedVote> votesFor(List<MaskedUpdate> sealed) {
        Digest root = TestJob.seal(sealed).root();
        return votes().stream()
                .filter(vote -> vote.statement().cohortRoot().equals(root))
                .toList();
    }

    /** The device's vote, some honest members', and the accomplice's. */
    private QuorumCertificate certificate(List<MaskedUpdate> sealed, List<TestMember> voters) {
        OpenRound round = asked.orElseThrow().round();
        List<SignedVote> votes =
                new ArrayList<>(votesFor(sealed).stream().limit(1).toList());
        for (TestMember voter : voters) {
            votes.add(vote(voter.member(), sealed, 2 + honest.indexOf(voter)));
        }
        votes.add(vote(accomplice(), sealed, TestOperator.MEMBERS));
        return new QuorumCertificate(round.hash(), TestJob.seal(sealed).root(), votes);
    }

    private SignedVote vote(CommitteeMember member, List<MaskedUpdate> sealed, int seat) {
        VoteDecision decision = member.vote(
                asked.orElseThrow().round().terms(),
                seat,
                TestJob.evidence(sealed, seat),
                TestJob.seal(sealed).root(),
                TestOperator.floor().forCommittee(),
                operator.credentials(),
                clock.millis());
        return ((VoteDecision.Voted) decision).vote();
    }

    /** The sum, with the device's reply, an honest member's and the accomplice's; empty while one is missing. */
    private Optional<SliceSum> open(List<MaskedUpdate> sealed, List<TestMember> voters, int expectedReplies) {
        OpenRound round = asked.orElseThrow().round();
        List<SignedReply> replies = new ArrayList<>();
        for (UnmaskReply reply : network.sent(UnmaskReply.class)) {
            SignedReply signed = new SignedReply(
                    ReplyStatement.decode(Fields.bytes(reply.getStatement())), Fields.bytes(reply.getSignature()));
            if (signed.isValidFor(round.terms(), TestJob.seal(sealed).root())) {
                replies.add(signed);
            }
        }
        QuorumCertificate certificate = certificate(sealed, voters);
        List<CommitteeMember> others = new ArrayList<>();
        voters.forEach(voter -> others.add(voter.member()));
        CommitteeMember accomplice = accomplice();
        vote(accomplice, sealed, TestOperator.MEMBERS);
        for (CommitteeMember member : others) {
            OpenDecision decision = member.open(certificate);
            if (decision instanceof OpenDecision.Opened opened) {
                replies.add(opened.reply());
            } else {
                assertThat(decision).isEqualTo(new OpenDecision.Refused(RefusalReason.BAD_CERTIFICATE));
                return Optional.empty();
            }
        }
        replies.add(((OpenDecision.Opened) accomplice.open(certificate)).reply());
        assertThat(network.sent(UnmaskReply.class)).hasSize(expectedReplies);
        return Optional.of(new TestJob(round.terms()).sum(sealed, replies));
    }

    @Override
    public void close() {
        serial.close();
    }
}
