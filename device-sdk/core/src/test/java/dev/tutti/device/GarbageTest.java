package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Damage;
import dev.tutti.device.fixture.LoggedErrors;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundOutcome;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.decrypt.OpenDecision;
import dev.tutti.secagg.decrypt.VoteDecision;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a transport delivers, and whatever even the operator signs, a device goes on: nothing fails, nothing leaves that
 * should not, and the next honest round works (docs/protocol.md, "Who checks what").
 */
final class GarbageTest {
    private static final long SEED = 20_261_124;
    private static final int RECORDS = 6_000;
    private static final int SIGNED = 400;

    private final World world = new World();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Damage damage = new Damage(random);
    private final SoftwareEnclave enclave = world.operator.enrol();
    private final List<TestMember> others =
            List.of(world.operator.member(), world.operator.member(), world.operator.member());
    private LoggedErrors errors;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        errors = LoggedErrors.of(SerialExecutor.class);
    }

    @AfterEach
    void closeWorld() {
        errors.close();
        world.close();
    }

    @Test
    void thousandsOfDamagedRecordsStopNothingAndTheRoundTheyAreAboutCompletes() throws IOException {
        SignedModel model = world.operator.publishNext();
        try (FederatedClient client = client("device").build()) {
            OpenRound round = announce();
            assertThat(client.runOnce(Conditions.ideal()).state()).isEqualTo(AssignmentState.UPLOADED);
            TestJob job = new TestJob(round.terms());
            List<MaskedUpdate> sealed = sealed(job, round, model);

            for (int i = 0; i < RECORDS; i++) {
                sayGarbage(job, round, sealed, model);
            }

            assertThat(errors.seen()).as("seed %s", SEED).isEmpty();
            assertThat(votes()).as("seed %s", SEED).isEmpty();
            assertThat(world.network.sent(UnmaskReply.class)).isEmpty();
            // One check-in, one update, and no more answers than a member ever repeats.
            assertThat(client.egressLog().entries()).hasSizeLessThan(20);
            assertThat(Files.readAllLines(directory.resolve("device/egress.log")))
                    .hasSizeLessThan(50);
            assertThat(complete(job, round, sealed).count()).isEqualTo(2);
            assertThat(refusals())
                    .as("seed %s", SEED)
                    .isNotEmpty()
                    .isSubsetOf(
                            "MALFORMED",
                            "COHORT_TOO_SMALL",
                            "COHORT_TOO_LARGE",
                            "COHORT_NOT_DISTINCT",
                            "ROOT_MISMATCH",
                            "BAD_UPDATE",
                            "SHARE_NOT_INCLUDED");
        }
    }

    @Test
    void whateverTheOperatorSignsARunEndsWithAResult() {
        world.operator.publishNext();
        byte[] honest = world.operator
                .terms(1, 1, world.committee.stream().map(TestMember::checkIn).toList())
                .encode();
        Set<String> ends = new HashSet<>();
        for (int i = 0; i < SIGNED; i++) {
            byte[] bytes = i % 4 == 0 ? damage.bytes(ByteBuffer.wrap(honest)) : damage.flipped(honest);
            try (FederatedClient client = client("signed " + i).build()) {
                RoundAnnouncement signed = world.operator.signBytes(bytes);
                world.network.say(inbox -> inbox.announced(signed));
                RunResult result = client.runOnce(Conditions.ideal());
                ends.add(result.reason().replaceAll("[^A-Z_].*", ""));
            }
            assertThat(errors.seen()).as("seed %s, announcement %s", SEED, i).isEmpty();
        }
        // Among others: what was not read at all, a floor, a sum that could carry, a member, a base.
        assertThat(ends).contains("NO_OPEN_ROUND", "MEMBER_NOT_TRUSTED", "MEMBER_NOT_AUTHENTIC", "BASE_NOT_LISTED");
    }

    @Test
    void whateverManifestTheOperatorSignsARunEndsWithAResult() {
        SignedModel model = world.operator.publishNext();
        byte[] honest = model.manifest().encode();
        for (int i = 0; i < SIGNED; i++) {
            byte[] bytes = i % 4 == 0 ? damage.bytes(ByteBuffer.wrap(honest)) : damage.flipped(honest);
            ModelPublished signed = world.operator.published(model);
            signed.setManifest(Fields.of(bytes));
            signed.setOperatorSignature(Fields.of(world.operator.signature(ModelManifest.LABEL, bytes)));
            try (FederatedClient client = client("model " + i).build()) {
                world.network.say(inbox -> inbox.modelPublished(signed));
                assertThat(client.runOnce(Conditions.ideal()).state())
                        .isIn(AssignmentState.TRAINED, AssignmentState.MODEL_FAILED);
            }
            assertThat(errors.seen()).as("seed %s, manifest %s", SEED, i).isEmpty();
        }
    }

    @Test
    void roundsAnnouncedFarAheadAreKeptInBoundsAndJoinedWhenTheyOpen() {
        world.operator.publishNext();
        Duration ahead = Duration.ofMinutes(30);
        try (FederatedClient client = client("device").build()) {
            world.clock.advance(ahead);
            for (int round = 1; round <= 500; round++) {
                Announcement early = world.operator.terms(
                        round,
                        1,
                        world.committee.stream().map(TestMember::checkIn).toList());
                RoundAnnouncement signed = world.operator.sign(early);
                world.network.say(inbox -> inbox.announced(signed));
            }
            world.clock.advance(ahead.negated());
            assertThat(client.runOnce(Conditions.ideal()).reason()).isEqualTo("NO_OPEN_ROUND");
            world.clock.advance(ahead);

            assertThat(client.runOnce(Conditions.ideal()).state()).isEqualTo(AssignmentState.UPLOADED);
        }
    }

    private FederatedClientBuilder client(String name) {
        return FederatedClient.builder()
                .population(TestOperator.POPULATION)
                .trust(world.operator.trust())
                .exampleStore(new TestExamples(20, 10))
                .enclave(enclave)
                .trainer(world.trainer)
                .transport(world.network.endpoint())
                .stateDir(directory.resolve(name))
                .privacyFloor(TestOperator.floor())
                .clock(world.clock)
                .executor(Runnable::run)
                .patience(Duration.ZERO);
    }

    /** A round with this device in its first seat. */
    private OpenRound announce() {
        CheckIn own = Network.last(world.network.sent(CheckIn.class));
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(new SignedCheckIn(
                CheckInStatement.decode(Fields.bytes(own.getStatement())),
                Fields.bytes(own.getSignature()),
                SignedCredential.decode(Fields.bytes(own.getCredential()))));
        others.forEach(member -> seats.add(member.checkIn()));
        Announcement terms = world.operator.terms(1, 1, seats);
        world.network.announce(world.operator.sign(terms));
        return new OpenRound(terms, terms.digest());
    }

    private List<MaskedUpdate> sealed(TestJob job, OpenRound round, SignedModel model) {
        try (TestDevice other = TestDevice.enrolled(world.operator, directory.resolve("other"), world.clock)) {
            return TestDevice.sorted(
                    List.of(job.collect(world.network).get(0), other.mask(TestDevice.trained(model, 1), round)));
        }
    }

    private void sayGarbage(TestJob job, OpenRound round, List<MaskedUpdate> sealed, SignedModel model) {
        switch (random.nextInt(6)) {
            case 0 -> {
                RoundAnnouncement garbage = unsigned(world.operator.sign(round.terms()));
                world.network.say(inbox -> inbox.announced(garbage));
            }
            case 1 -> {
                ModelPublished garbage = damage.damaged(world.operator.published(model));
                world.network.say(inbox -> inbox.modelPublished(garbage));
            }
            case 2 -> {
                RoundOutcome garbage = elsewhere(damage.damaged(outcome(round)), round);
                world.network.say(inbox -> inbox.outcome(garbage));
            }
            case 3 -> {
                Receipt garbage = damage.damaged(receipt(job, sealed));
                world.network.say(inbox -> inbox.receipt(garbage));
            }
            case 4 -> {
                VoteRequest garbage = voteRequest(job, sealed);
                world.network.say(inbox -> inbox.voteRequested(garbage));
            }
            default -> {
                UnmaskRequest garbage = damage.damaged(unmaskRequest(job, round, sealed));
                world.network.say(inbox -> inbox.unmaskRequested(garbage));
            }
        }
    }

    /** Whatever is damaged, the signed bytes or the signature are. */
    private RoundAnnouncement unsigned(RoundAnnouncement announcement) {
        RoundAnnouncement damaged = damage.damaged(announcement);
        damaged.setAnnouncement(Fields.of(damage.flipped(Fields.bytes(damaged.getAnnouncement()))));
        return damaged;
    }

    /** The end of this very round would be no garbage. */
    private RoundOutcome elsewhere(RoundOutcome outcome, OpenRound round) {
        if (outcome.getAnnouncementHash().equals(Fields.of(round.hash().bytes()))) {
            outcome.setAnnouncementHash(Fields.of(damage.flipped(round.hash().bytes())));
        }
        return outcome;
    }

    private static RoundOutcome outcome(OpenRound round) {
        return RoundOutcome.newBuilder()
                .setPopulation(TestOperator.POPULATION)
                .setTask(TestOperator.TASK)
                .setRound(1)
                .setAttempt(1)
                .setSubCohort(0)
                .setAnnouncementHash(Fields.of(round.hash().bytes()))
                .setStatus(RoundStatus.BURNED)
                .setReason("garbage")
                .build();
    }

    /** An acceptance without its members' signatures, for the device's own update. */
    private Receipt receipt(TestJob job, List<MaskedUpdate> sealed) {
        return job.accepted(sealed, enclave.credential().credential().device(), List.of());
    }

    /** Damaged where it matters: a request that shows the cohort as it is deserves its vote, whatever else it says. */
    private VoteRequest voteRequest(TestJob job, List<MaskedUpdate> sealed) {
        List<VoteRequest> parts = job.voteRequests(sealed, 1, random.nextInt(1, 3));
        VoteRequest proper = parts.get(random.nextInt(parts.size()));
        VoteRequest damaged = damage.damaged(proper);
        boolean asBefore = damaged.getCohortRoot().equals(proper.getCohortRoot())
                && damaged.getPart() == proper.getPart()
                && damaged.getParts() == proper.getParts()
                && damaged.getContributors().equals(proper.getContributors());
        if (asBefore) {
            damaged.setCohortRoot(
                    Fields.of(damage.flipped(TestJob.seal(sealed).root().bytes())));
        }
        return damaged;
    }

    private UnmaskRequest unmaskRequest(TestJob job, OpenRound round, List<MaskedUpdate> sealed) {
        Digest root = TestJob.seal(sealed).root();
        return job.unmaskRequest(
                new QuorumCertificate(round.hash(), root, List.of(vote(round, sealed, 2), vote(round, sealed, 3))), 1);
    }

    private SignedVote vote(OpenRound round, List<MaskedUpdate> sealed, int seat) {
        VoteDecision decision = others.get(seat - 2)
                .member()
                .vote(
                        round.terms(),
                        seat,
                        TestJob.evidence(sealed, seat),
                        TestJob.seal(sealed).root(),
                        TestOperator.floor().forCommittee(),
                        world.operator.credentials(),
                        world.clock.millis());
        return ((VoteDecision.Voted) decision).vote();
    }

    private List<SignedVote> votes() {
        return world.network.sent(CohortVote.class).stream()
                .filter(vote -> vote.getStatement() != null)
                .map(vote -> new SignedVote(
                        VoteStatement.decode(Fields.bytes(vote.getStatement())), Fields.bytes(vote.getSignature())))
                .toList();
    }

    private Set<String> refusals() {
        Set<String> reasons = new HashSet<>();
        world.network.sent(CohortVote.class).stream()
                .map(CohortVote::getRefusal)
                .filter(Objects::nonNull)
                .forEach(reasons::add);
        return reasons;
    }

    /** The rest of the round, as it should go. */
    private SliceSum complete(TestJob job, OpenRound round, List<MaskedUpdate> sealed) {
        job.voteRequests(sealed, 1, 1).forEach(part -> world.network.say(inbox -> inbox.voteRequested(part)));
        List<SignedVote> votes = new ArrayList<>(votes());
        assertThat(votes).hasSize(1);
        for (int seat = 2; seat <= TestOperator.MEMBERS; seat++) {
            votes.add(vote(round, sealed, seat));
        }
        QuorumCertificate certificate =
                new QuorumCertificate(round.hash(), TestJob.seal(sealed).root(), votes);
        UnmaskRequest request = job.unmaskRequest(certificate, 1);
        world.network.say(inbox -> inbox.unmaskRequested(request));
        UnmaskReply own = world.network.sent(UnmaskReply.class).get(0);
        List<SignedReply> replies = new ArrayList<>();
        replies.add(new SignedReply(
                ReplyStatement.decode(Fields.bytes(own.getStatement())), Fields.bytes(own.getSignature())));
        others.forEach(
                member -> replies.add(((OpenDecision.Opened) member.member().open(certificate)).reply()));
        return job.sum(sealed, replies);
    }
}
