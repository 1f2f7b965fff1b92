package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import dev.tutti.device.fixture.TestTokens;
import dev.tutti.device.model.SignedModel;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.device.trust.RevokedDevices;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.enrolment.Dossier;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spot check may cost, however large a cohort is, however often it is asked for, and whoever does not answer. */
final class SpotCheckTest {
    private static final int COHORT = 20;

    private final TestClock clock = new TestClock();
    private final Network network = new Network();
    private final TestOperator operator = new TestOperator(network, clock);
    private final TestTokens tokens = new TestTokens(operator, network, clock);
    private final SignedModel model = operator.publishNext();
    private final SoftwareEnclave enclave = operator.enrol();
    private final List<TestMember> others = List.of(operator.member(), operator.member(), operator.member());
    private final ExecutorService fetching = Executors.newSingleThreadExecutor();
    private final SerialExecutor serial = new SerialExecutor(Runnable::run);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final Lifetime counting = Lifetime.endless();
    private final Path directory;
    private final EgressLog egress;

    SpotCheckTest(@TempDir Path directory) {
        this.directory = directory;
        egress = new EgressLog(directory.resolve("egress.log"));
    }

    @AfterEach
    void closeThreads() {
        answers.countDown();
        fetching.shutdownNow();
        serial.close();
    }

    @Test
    void sixteenDossiersAreFetchedAndNoMore() {
        OpenRound round = announce(checkInsOfOthers());
        List<ContributorEvidence> cohort = TestJob.evidence(contribute(round, enrolled(COHORT)), 1);
        SpotCheck check = new SpotCheck(tokens.policy(), counted(), Runnable::run, clock);
        assertThat(check.start(round.hash(), 1, cohort).join()).isEmpty();
        assertThat(counting.steps())
                .filteredOn(step -> step.equals("before Transport.fetch"))
                .hasSize(SpotDraw.DRAWN);
    }

    @Test
    void aDossierLargerThanAnyIsNotFetched() {
        OpenRound round = announce(checkInsOfOthers());
        SoftwareEnclave key = operator.enrol();
        byte[] large = new byte[Dossier.MAX_BYTES + 1];
        network.store(Dossier.path(key.credential().credential().evidenceHash()), large);
        List<ContributorEvidence> cohort = TestJob.evidence(contribute(round, List.of(key)), 1);
        SpotCheck check = new SpotCheck(tokens.policy(), network.endpoint(), Runnable::run, clock);
        assertThat(check.start(round.hash(), 1, cohort).join())
                .hasValueSatisfying(refusal -> assertThat(refusal.fault()).isEqualTo(DutyFault.DOSSIER_MISSING));
    }

    @Test
    void anExecutorThatWasShutDownIsARefusal() {
        OpenRound round = announce(checkInsOfOthers());
        List<ContributorEvidence> cohort = TestJob.evidence(contribute(round, enrolled(1)), 1);
        fetching.shutdown();
        SpotCheck check = new SpotCheck(tokens.policy(), network.endpoint(), fetching, clock);
        for (int i = 0; i < 2; i++) {
            assertThat(check.start(round.hash(), 1, cohort).join())
                    .hasValue(new DutyRefusal(DutyFault.DOSSIER_MISSING, "nothing runs any more"));
        }
    }

    @Test
    void aTransportThatDoesNotAnswerCostsTheVoteAndOneThreadUntilItDoes() {
        List<Enclave> honest = enrolled(2);
        CommitteeRole role = start(new SpotCheck(tokens.policy(), silent(), fetching, clock, Duration.ofMillis(50)));
        OpenRound round = announce(checkIns());
        VoteRequest request = new TestJob(round.terms()).voteRequest(contribute(round, honest), 1);
        role.announced(round);

        role.voteRequested(request);
        await().until(() -> refusals().size() == 1);
        role.voteRequested(request);
        assertThat(refusals()).containsExactly("DOSSIER_MISSING", "DOSSIER_MISSING");

        answers.countDown();
        // The thread is free again at some moment; until then the device refuses.
        await().until(() -> {
            role.voteRequested(request);
            return hasVoted();
        });
    }

    @Test
    void whatIsAskedMeanwhileIsDroppedAndTheRoundMayEnd() {
        List<Enclave> honest = enrolled(2);
        CommitteeRole role = start(new SpotCheck(tokens.policy(), silent(), fetching, clock));
        OpenRound round = announce(checkIns());
        VoteRequest request = new TestJob(round.terms()).voteRequest(contribute(round, honest), 1);
        role.announced(round);
        role.voteRequested(request);
        role.voteRequested(request);
        role.over(round.hash());
        assertThat(network.sent(CheckIn.class)).hasSize(2);

        answers.countDown();
        fetching.shutdown();
        await().until(fetching::isTerminated);
        assertThat(network.sent(CohortVote.class)).isEmpty();
    }

    @Test
    void halfARequestThatCameMeanwhileIsNotKept() {
        List<Enclave> honest = enrolled(3);
        CommitteeRole role = start(new SpotCheck(tokens.policy(), silent(), fetching, clock));
        OpenRound round = announce(checkIns());
        List<MaskedUpdate> cohort = contribute(round, honest);
        TestJob job = new TestJob(round.terms());
        List<VoteRequest> other = job.voteRequests(cohort.subList(0, 2), 1, 1);
        role.announced(round);
        role.voteRequested(job.voteRequest(cohort, 1));
        role.voteRequested(other.get(0));
        answers.countDown();
        await().until(this::hasVoted);

        role.voteRequested(other.get(1));
        assertThat(network.sent(CohortVote.class)).hasSize(1);
    }

    @Test
    void whoAsksAgainAndAgainIsFetchedForNoMore() {
        CommitteeRole role = start(new SpotCheck(tokens.policy(), counted(), Runnable::run, clock));
        OpenRound round = announce(checkIns());
        List<MaskedUpdate> cohort = contribute(round, List.of(operator.enrol(), operator.enrol()));
        VoteRequest request = new TestJob(round.terms()).voteRequest(cohort, 1);
        role.announced(round);
        for (int i = 0; i < 10 * Duty.MAX_EXAMINED; i++) {
            role.voteRequested(request);
        }
        assertThat(refusals()).hasSize(Duty.MAX_EXAMINED).containsOnly("DOSSIER_MISSING");
        assertThat(counting.steps())
                .filteredOn(step -> step.equals("before Transport.fetch"))
                .hasSize(Duty.MAX_EXAMINED);
    }

    private Transport counted() {
        return counting.mortal(Transport.class, network.endpoint());
    }

    /** A network from which nothing comes until it is told to. */
    private Transport silent() {
        return Lifetime.endless()
                .atEachStep(() -> {
                    try {
                        answers.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .mortal(Transport.class, network.endpoint());
    }

    private CommitteeRole start(SpotCheck check) {
        DecryptorRules rules = DecryptorRules.of(
                TestOperator.floor().forCommittee(),
                operator.trust(
                        CommitteeChoice.byTheOperator(), RevokedDevices.none(), SpotChecks.under(tokens.policy())),
                check);
        CommitteeRole role = new CommitteeRole(
                new CommitteePost(TestOperator.POPULATION, enclave, network.endpoint(), egress, clock),
                rules,
                OwnEligibility.notShown(),
                serial,
                clock,
                Duration.ofHours(1));
        role.checkIn();
        return role;
    }

    private List<Enclave> enrolled(int count) {
        List<Enclave> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(tokens.enrol());
        }
        return devices;
    }

    private List<SignedCheckIn> checkIns() {
        CheckIn own = network.sent(CheckIn.class).get(0);
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(new SignedCheckIn(
                CheckInStatement.decode(Fields.bytes(own.getStatement())),
                Fields.bytes(own.getSignature()),
                SignedCredential.decode(Fields.bytes(own.getCredential()))));
        others.forEach(member -> seats.add(member.checkIn()));
        return seats;
    }

    private List<SignedCheckIn> checkInsOfOthers() {
        List<SignedCheckIn> seats = new ArrayList<>();
        seats.add(operator.member().checkIn());
        others.forEach(member -> seats.add(member.checkIn()));
        return seats;
    }

    private OpenRound announce(List<SignedCheckIn> seats) {
        Announcement terms = operator.terms(1, 1, seats);
        return new OpenRound(terms, terms.digest());
    }

    private List<MaskedUpdate> contribute(OpenRound round, List<? extends Enclave> devices) {
        List<MaskedUpdate> updates = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            Path state = directory.resolve("contributor " + i);
            try (TestDevice device = TestDevice.of(devices.get(i), state, clock)) {
                updates.add(device.mask(TestDevice.trained(model, i), round));
            }
        }
        return TestDevice.sorted(updates);
    }

    private List<String> refusals() {
        return network.sent(CohortVote.class).stream()
                .flatMap(vote -> Optional.ofNullable(vote.getRefusal()).stream())
                .toList();
    }

    private boolean hasVoted() {
        return network.sent(CohortVote.class).stream().anyMatch(vote -> vote.getStatement() != null);
    }
}
