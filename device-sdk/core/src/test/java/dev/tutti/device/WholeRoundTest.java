package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.fixture.Heard;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.round.UnmaskRequest;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.update.MaskedUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole of a device's part, four times over: each trains, contributes, votes, opens, and gets its receipt. Once with
 * shares sealed to X25519 keys and once to X-Wing's.
 */
final class WholeRoundTest {
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

    @ParameterizedTest
    @EnumSource(ShareSealing.class)
    void fourDevicesAreContributorsAndCommitteeAtOnce(ShareSealing sealing) {
        // 1. Four devices come up on two threads and check in.
        world.operator.publishNext();
        for (int i = 0; i < TestOperator.MEMBERS; i++) {
            clients.add(FederatedClient.builder()
                    .population(TestOperator.POPULATION)
                    .trust(world.operator.trust())
                    .exampleStore(new TestExamples(20, 10))
                    .enclave(world.operator.enrol())
                    .trainer(world.trainer)
                    .transport(world.network.endpoint())
                    .stateDir(directory.resolve("device-" + i))
                    .privacyFloor(TestOperator.floor())
                    .sealing(sealing)
                    .clock(world.clock)
                    .executor(world.executor)
                    .patience(Duration.ofSeconds(20))
                    .receiptWait(Duration.ofSeconds(20))
                    .build());
        }
        await().until(() -> world.network.sent(CheckIn.class).size() == TestOperator.MEMBERS);

        // 2. A round is announced with all four as its committee; all four contribute.
        Announcement terms = world.operator.terms(1, 1, heard.checkIns());
        assertThat(terms.sealing()).isEqualTo(sealing);
        world.network.announce(world.operator.sign(terms));
        List<CompletableFuture<RunResult>> runs =
                clients.stream().map(client -> client.start(Conditions::ideal)).toList();
        await().until(() -> world.network.sent(UpdateHeader.class).size() == TestOperator.MEMBERS);
        TestJob job = new TestJob(terms);
        List<MaskedUpdate> sealed = job.collect(world.network);
        Digest root = TestJob.seal(sealed).root();

        // 3. They vote for the sealed cohort.
        for (int seat = 1; seat <= TestOperator.MEMBERS; seat++) {
            job.voteRequests(sealed, seat, 3).forEach(part -> world.network.say(inbox -> inbox.voteRequested(part)));
        }
        await().until(() -> world.network.sent(CohortVote.class).size() == TestOperator.MEMBERS);
        QuorumCertificate certificate = new QuorumCertificate(terms.digest(), root, heard.votes(terms.digest()));
        assertThat(certificate.isValidFor(terms)).isTrue();

        // 4. On the certificate they open it, and check in again.
        for (int seat = 1; seat <= TestOperator.MEMBERS; seat++) {
            UnmaskRequest request = job.unmaskRequest(certificate, seat);
            world.network.say(inbox -> inbox.unmaskRequested(request));
        }
        await().until(() -> world.network.sent(UnmaskReply.class).size() == TestOperator.MEMBERS);
        List<SignedReply> replies = heard.replies(terms.digest());
        SliceSum sum = job.sum(sealed, replies);
        assertThat(sum.count()).isEqualTo(TestOperator.MEMBERS);
        assertThat(sum.evaluationExamples()).isEqualTo(10L * TestOperator.MEMBERS);
        assertThat(sum.evaluationCorrect()).isEqualTo(5L * TestOperator.MEMBERS);

        // 5. Each gets the receipt that its update was counted, once.
        for (FederatedClient client : clients) {
            world.network.say(inbox -> inbox.receipt(job.accepted(sealed, client.device(), replies)));
        }
        assertThat(runs).allSatisfy(run -> assertThat(run.join().state()).isEqualTo(AssignmentState.ACCEPTED));
        await().until(() -> world.network.sent(CheckIn.class).size() == 2 * TestOperator.MEMBERS);
        assertThat(clients.get(0).egressLog().entries())
                .extracting(EgressEntry::kind)
                .containsExactlyInAnyOrder(
                        EgressKind.CHECK_IN, EgressKind.UPDATE, EgressKind.VOTE, EgressKind.REPLY, EgressKind.CHECK_IN);
    }
}
