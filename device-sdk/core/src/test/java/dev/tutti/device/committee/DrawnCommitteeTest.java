package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.TaskTrust;
import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestDevice;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestSortition;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.VoteStatement;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A decryptor of a population whose committees are drawn by lot: it offers keys only when it could be seated, and votes
 * only beside others who were drawn as it was. An operator that seats its own in all other seats gets no vote from the one
 * honest member it needs for a quorum.
 */
final class DrawnCommitteeTest {
    private static final long EPOCH = TestSortition.EPOCH;

    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final TestSortition sortition = new TestSortition(operator, clock);
    private final TaskTrust trust = operator.trust(sortition.choice(), RevokedDevices.none(), SpotChecks.none());
    private final SoftwareEnclave enclave = sortition.eligible(EPOCH).get(0);
    private volatile Optional<Eligibility> shown = Optional.of(sortition.eligibility(EPOCH, enclave));
    private final AtomicInteger asked = new AtomicInteger();
    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final SignedModel model = operator.publishNext();
    private final Path directory;
    private final EgressLog egress;

    DrawnCommitteeTest(@TempDir Path directory) {
        this.directory = directory;
        egress = new EgressLog(directory.resolve("egress.log"));
    }

    @AfterEach
    void closeSerial() {
        serial.close();
    }

    @Test
    void aCheckInShowsThatItsDeviceMayBeSeated() {
        start(operator.rules(trust));
        ByteBuffer sent = Objects.requireNonNull(checkIns().get(0).getEligibility());
        assertThat(Eligibility.decode(Fields.bytes(sent))).isEqualTo(shown.orElseThrow());
    }

    @Test
    void whoIsNotEligibleDoesNotCheckInAtAll() {
        List<Optional<Eligibility>> useless = List.of(
                Optional.empty(),
                Optional.of(sortition.eligibility(EPOCH, sortition.losers().get(0))),
                Optional.of(sortition.eligibility(EPOCH - 2, enclave)));
        for (Optional<Eligibility> given : useless) {
            shown = given;
            start(operator.rules(trust)).stop();
        }
        assertThat(network.sent()).isEmpty();
        assertThat(egress.entries()).isEmpty();
    }

    @Test
    void whoBecomesEligibleChecksInThen() {
        Optional<Eligibility> later = shown;
        shown = Optional.empty();
        CommitteeRole role = start(operator.rules(trust));
        assertThat(checkIns()).isEmpty();
        shown = later;
        await().until(() -> checkIns().size() == 1);
        role.stop();
    }

    @Test
    void anOfferIsTakenBackWhenItsEpochIsOver() {
        CommitteeRole role = start(operator.rules(trust));
        clock.advance(TestSortition.EVERY.multipliedBy(2));
        shown = Optional.empty();
        // Asked about the offer, and once more whether there is anything to offer instead.
        int before = asked.get();
        await().until(() -> asked.get() >= before + 3);
        OpenRound round = announce(honest(), Optional.of(proofOf(honest())));
        role.announced(round);
        role.voteRequested(request(round));
        role.stop();
        assertThat(checkIns()).hasSize(1);
        assertThat(refusals()).containsExactly("KEYS_GONE");
    }

    @Test
    void anOfferIsMadeAnewWithWhatTheNewEpochGives() {
        CommitteeRole role = start(operator.rules(trust));
        clock.advance(TestSortition.EVERY);
        Eligibility next = sortition.eligibility(EPOCH + 1, enclave);
        shown = Optional.of(next);
        boolean drawnAgain = sortition.eligible(EPOCH + 1).contains(enclave);
        int before = asked.get();
        await().until(() -> asked.get() >= before + 3);
        role.stop();
        // The offer of the epoch before stands for whoever was not drawn again.
        assertThat(checkIns()).hasSize(drawnAgain ? 2 : 1);
    }

    @Test
    void amongMembersWhoWereDrawnItVotes() {
        CommitteeRole role = start(operator.rules(trust));
        OpenRound round = announce(honest(), Optional.of(proofOf(honest())));
        role.announced(round);
        role.voteRequested(request(round));
        assertThat(votes()).containsExactly(round.hash());
    }

    @Test
    void aRoundHeardWhileItsEpochLastedIsServedToItsEnd() {
        CommitteeRole role = start(operator.rules(trust));
        OpenRound round = announce(honest(), Optional.of(proofOf(honest())));
        role.announced(round);
        clock.advance(TestSortition.EVERY.multipliedBy(2));
        role.voteRequested(request(round));
        assertThat(votes()).containsExactly(round.hash());
    }

    @Test
    void amongTheOperatorsOwnItDoesNotVote() {
        CommitteeRole role = start(operator.rules(trust));
        List<TestMember> own = picked();
        OpenRound round = announce(own, Optional.of(proofOf(own)));
        role.announced(round);
        role.voteRequested(request(round));
        assertThat(votes()).isEmpty();
        assertThat(refusals()).containsExactly("COMMITTEE_NOT_DRAWN");
    }

    @Test
    void withoutTheCheckItWouldCompleteTheOperatorsQuorum() {
        CommitteeRole role = start(operator.rules(trust).without(DutyFault.COMMITTEE_NOT_DRAWN));
        List<TestMember> own = picked();
        OpenRound round = announce(own, Optional.of(proofOf(own)));
        role.announced(round);
        role.voteRequested(request(round));
        assertThat(votes()).containsExactly(round.hash());
    }

    @Test
    void aProofThatComesLaterIsLookedAt() {
        CommitteeRole role = start(operator.rules(trust));
        OpenRound bare = announce(honest(), Optional.empty());
        role.announced(bare);
        role.voteRequested(request(bare));
        role.announced(new OpenRound(bare.terms(), bare.hash(), Optional.of(proofOf(honest()))));
        role.announced(bare);
        role.voteRequested(request(bare));
        assertThat(refusals()).containsExactly("COMMITTEE_NOT_DRAWN");
        assertThat(votes()).containsExactly(bare.hash());
    }

    private CommitteeRole start(DecryptorRules rules) {
        CommitteeRole role = new CommitteeRole(
                new CommitteePost(TestOperator.POPULATION, enclave, network.endpoint(), egress, clock),
                rules,
                OwnEligibility.shown(this::shown, trust.committees(), TestOperator.MEMBERS)
                        .lookingAgainAfter(Duration.ofMillis(20)),
                serial,
                clock,
                Duration.ofHours(12));
        role.checkIn();
        return role;
    }

    private Optional<Eligibility> shown() {
        asked.incrementAndGet();
        return shown;
    }

    private List<TestMember> honest() {
        return members(sortition.eligible(EPOCH).subList(1, TestOperator.MEMBERS));
    }

    /** The operator's own devices: enrolled, and not drawn. */
    private List<TestMember> picked() {
        return members(sortition.losers().subList(1, TestOperator.MEMBERS));
    }

    private List<TestMember> members(List<SoftwareEnclave> devices) {
        return devices.stream()
                .map(device -> TestMember.of(device, TestOperator.POPULATION, clock.millis() + 3_600_000))
                .toList();
    }

    private CommitteeProof proofOf(List<TestMember> others) {
        List<SoftwareEnclave> seated = new ArrayList<>(List.of(enclave));
        others.forEach(member -> seated.add(member.enclave()));
        return sortition.proof(EPOCH, seated);
    }

    private OpenRound announce(List<TestMember> others, Optional<CommitteeProof> proof) {
        CheckIn own = checkIns().get(0);
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(new SignedCheckIn(
                CheckInStatement.decode(Fields.bytes(own.getStatement())),
                Fields.bytes(own.getSignature()),
                SignedCredential.decode(Fields.bytes(own.getCredential()))));
        others.forEach(member -> seats.add(member.checkIn()));
        Announcement terms = operator.terms(1, 1, seats);
        return new OpenRound(terms, terms.digest(), proof);
    }

    private VoteRequest request(OpenRound round) {
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Path state =
                    directory.resolve("contributor " + i + " " + round.hash().hex() + System.nanoTime());
            try (TestDevice device = TestDevice.enrolled(operator, state, clock)) {
                updates.add(device.mask(TestDevice.trained(model, i), round));
            }
        }
        return new TestJob(round.terms()).voteRequest(TestDevice.sorted(updates), 1);
    }

    private List<CheckIn> checkIns() {
        return network.sent(CheckIn.class);
    }

    private List<String> refusals() {
        return network.sent(CohortVote.class).stream()
                .map(CohortVote::getRefusal)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<Digest> votes() {
        return network.sent(CohortVote.class).stream()
                .map(CohortVote::getStatement)
                .filter(Objects::nonNull)
                .map(said -> VoteStatement.decode(Fields.bytes(said)).announcement())
                .toList();
    }
}
