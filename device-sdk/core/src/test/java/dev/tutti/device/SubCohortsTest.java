package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.FixedDraw;
import dev.tutti.device.fixture.Heard;
import dev.tutti.device.fixture.LoggedLines;
import dev.tutti.device.fixture.Terms;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.Window;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of several sub-cohorts, by whole devices. */
final class SubCohortsTest {
    private final World world = new World();
    private final Heard heard = new Heard(world.network);
    private final List<FederatedClient> clients = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void closeClients() {
        clients.forEach(FederatedClient::close);
        world.close();
    }

    @Test
    void membersOfOneSubCohortContributeToTheOtherAndBothOpen() {
        world.operator.publishNext();
        // Device i sits on committee i / 4 and draws sub-cohort i % 2: half of each committee contributes elsewhere.
        for (int i = 0; i < 2 * TestOperator.MEMBERS; i++) {
            clients.add(FederatedClient.builder()
                    .population(TestOperator.POPULATION)
                    .trust(world.operator.trust())
                    .exampleStore(new TestExamples(20, 10))
                    .enclave(world.operator.enrol())
                    .trainer(world.trainer)
                    .transport(world.network.endpoint())
                    .stateDir(directory.resolve("device-" + i))
                    .privacyFloor(TestOperator.floor())
                    .clock(world.clock)
                    .executor(world.executor)
                    .patience(Duration.ofSeconds(20))
                    .receiptWait(Duration.ofSeconds(20))
                    .draws(FixedDraw.of(i % 2))
                    .build());
        }
        await().until(() -> world.network.sent(CheckIn.class).size() == clients.size());
        List<Announcement> terms = List.of(announceWithCommittee(0), announceWithCommittee(1));
        List<CompletableFuture<RunResult>> runs =
                clients.stream().map(client -> client.start(Conditions::ideal)).toList();
        await().until(() -> world.network.sent(UpdateHeader.class).size() == clients.size());

        for (int index = 0; index < 2; index++) {
            List<SignedReply> replies = open(terms.get(index));
            TestJob job = new TestJob(terms.get(index));
            List<MaskedUpdate> sealed = job.collect(world.network);
            SliceSum sum = job.sum(sealed, replies);
            assertThat(sum.count()).isEqualTo(TestOperator.MEMBERS);
            for (int i = index; i < clients.size(); i += 2) {
                DeviceId device = clients.get(i).device();
                world.network.say(inbox -> inbox.receipt(job.accepted(sealed, device, replies)));
            }
        }
        for (int i = 0; i < clients.size(); i++) {
            RunResult result = runs.get(i).join();
            assertThat(result.state()).isEqualTo(AssignmentState.ACCEPTED);
            assertThat(result.participation().orElseThrow().round().subCohort()).isEqualTo(i % 2);
        }
    }

    @Test
    void aDeviceWaitsForItsOwnSubCohortWhileAnotherIsOpen() {
        world.operator.publishNext();
        try (FederatedClient client = world.client(directory)
                .patience(Duration.ofSeconds(20))
                .draws(FixedDraw.of(1))
                .build()) {
            announce(0, 2);
            CompletableFuture<RunResult> run = client.start(Conditions::ideal);
            await().until(() -> world.trainer.given().size() == 1);
            world.settle();
            assertThat(run).isNotDone();
            assertThat(world.network.sent()).isEmpty();

            Announcement own = announce(1, 2);

            assertThat(run.join().participation().orElseThrow().announcement()).isEqualTo(own.digest());
        }
    }

    @Test
    void aDroppedNumberOfSubCohortsLeavesTheDrawAsItWas() {
        world.operator.publishNext();
        announce(0, 2);
        announce(1, 3);
        announce(1, 1);
        try (FederatedClient client =
                world.client(directory).draws(FixedDraw.of(1)).build()) {
            assertThat(world.run(client).state()).isEqualTo(AssignmentState.TRAINED);
            Announcement own = announce(1, 2);
            assertThat(world.run(client).participation().orElseThrow().announcement())
                    .isEqualTo(own.digest());
        }
    }

    @Test
    void nothingThatADeviceSaysOrLogsBeforeItSendsDependsOnTheDraw() {
        world.operator.publishNext();
        SoftwareEnclave enclave = world.operator.enrol();
        long later = world.clock.millis() + Duration.ofMinutes(10).toMillis();
        for (int index = 0; index < 4; index++) {
            world.network.announce(world.operator.sign(notYetOpen(terms(index), later), 4));
        }
        world.network.announce(world.operator.sign(notYetOpen(terms(1), later), 3));
        world.network.announce(world.operator.sign(notYetOpen(terms(4), later), 4));
        List<String> first = allButSent(enclave, 0);
        assertThat(first).hasSizeGreaterThan(2);
        for (int drawn = 1; drawn < 4; drawn++) {
            assertThat(allButSent(enclave, drawn)).isEqualTo(first);
        }
        assertThat(world.network.sent()).isEmpty();
    }

    /** Everything a run without a round to join can be known by. */
    private List<String> allButSent(SoftwareEnclave enclave, int drawn) {
        try (LoggedLines logged = LoggedLines.of("dev.tutti");
                FederatedClient client = world.client(
                                directory.resolve("drawn-" + drawn), enclave, world.network.endpoint())
                        .draws(FixedDraw.of(drawn))
                        .build()) {
            RunResult result = world.run(client);
            List<String> told = new ArrayList<>(logged.seen());
            told.add(result.state() + " " + result.reason());
            told.add(client.egressLog().entries().toString());
            return told;
        }
    }

    private Announcement announceWithCommittee(int index) {
        List<DeviceId> devices =
                clients.subList(index * TestOperator.MEMBERS, (index + 1) * TestOperator.MEMBERS).stream()
                        .map(FederatedClient::device)
                        .toList();
        List<SignedCheckIn> offers = heard.checkIns(devices);
        Announcement terms = world.operator.terms(1, 1, index, offers);
        world.network.announce(world.operator.sign(terms, 2));
        return terms;
    }

    private List<SignedReply> open(Announcement terms) {
        TestJob job = new TestJob(terms);
        List<MaskedUpdate> sealed = job.collect(world.network);
        Digest root = TestJob.seal(sealed).root();
        for (int seat = 1; seat <= TestOperator.MEMBERS; seat++) {
            job.voteRequests(sealed, seat, 3).forEach(part -> world.network.say(inbox -> inbox.voteRequested(part)));
        }
        await().until(() -> heard.votes(terms.digest()).size() == TestOperator.MEMBERS);
        QuorumCertificate certificate = new QuorumCertificate(terms.digest(), root, heard.votes(terms.digest()));
        for (int seat = 1; seat <= TestOperator.MEMBERS; seat++) {
            UnmaskRequest request = job.unmaskRequest(certificate, seat);
            world.network.say(inbox -> inbox.unmaskRequested(request));
        }
        await().until(() -> heard.replies(terms.digest()).size() == TestOperator.MEMBERS);
        return heard.replies(terms.digest());
    }

    private Announcement announce(int index, int subCohorts) {
        Announcement terms = terms(index);
        world.network.announce(world.operator.sign(terms, subCohorts));
        return terms;
    }

    private Announcement terms(int index) {
        return world.operator.terms(
                1, 1, index, world.committee.stream().map(TestMember::checkIn).toList());
    }

    private static Announcement notYetOpen(Announcement terms, long opens) {
        Window window = terms.window();
        return Terms.withWindow(
                terms,
                new Window(
                        opens,
                        opens + TestOperator.WINDOW_MILLIS,
                        window.reportGoal(),
                        window.graceMillis(),
                        window.voteLimitMillis(),
                        window.unmaskLimitMillis()));
    }
}
