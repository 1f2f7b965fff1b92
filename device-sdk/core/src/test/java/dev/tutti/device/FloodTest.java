package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.committee.CommitteePost;
import dev.tutti.device.committee.CommitteeRole;
import dev.tutti.device.committee.OwnEligibility;
import dev.tutti.device.concurrent.SerialExecutor;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.round.Noticeboard;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.update.Receipts;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that come faster than a device looks at them: what waits is bounded, and afterwards it goes on. */
final class FloodTest {
    private final World world = new World();
    private final SoftwareEnclave enclave = world.operator.enrol();
    private final List<Runnable> held = new ArrayList<>();
    private final SerialExecutor serial = new SerialExecutor(held::add);
    private final DirectoryStateStore store;
    private final ClientInbox inbox;

    FloodTest(@TempDir Path directory) {
        store = DirectoryStateStore.open(directory);
        EgressLog egress = new EgressLog(directory.resolve("egress.log"));
        CommitteeRole role = new CommitteeRole(
                new CommitteePost(TestOperator.POPULATION, enclave, world.network.endpoint(), egress, world.clock),
                world.operator.rules(world.operator.trust()),
                OwnEligibility.notShown(),
                serial,
                world.clock,
                Duration.ofHours(1));
        inbox = new ClientInbox(
                enclave.credential().credential().device(),
                TestOperator.POPULATION,
                world.operator.trust().operator(),
                new Noticeboard(),
                new Receipts(store, egress, world.clock),
                Optional.of(role),
                serial,
                world.clock);
    }

    @AfterEach
    void closeWorld() {
        serial.close();
        store.close();
        world.close();
    }

    @Test
    void aFloodOfVoteRequestsIsDroppedBeforeItFillsTheMemory() {
        VoteRequest large = request(900 << 10);
        VoteRequest empty = request(0);
        for (int i = 0; i < 200_000; i++) {
            inbox.voteRequested(i % 100 == 0 ? large : empty);
            assertThat(inbox.waitingBytes()).isLessThanOrEqualTo(ClientInbox.MAX_WAITING_BYTES);
        }
        assertThat(inbox.waitingBytes()).isGreaterThan(ClientInbox.MAX_WAITING_BYTES / 2);

        while (!held.isEmpty()) {
            held.remove(held.size() - 1).run();
        }
        assertThat(inbox.waitingBytes()).isZero();
        inbox.voteRequested(large);
        assertThat(held).hasSize(1);
    }

    @Test
    void aFloodOfAnnouncementsIsDroppedBeforeItFillsTheMemory() {
        RoundAnnouncement large = TestOperator.envelope(new byte[100 << 10], new byte[64]);
        RoundAnnouncement empty = TestOperator.envelope(new byte[0], new byte[0]);
        for (int i = 0; i < 200_000; i++) {
            inbox.announced(i % 100 == 0 ? large : empty);
            assertThat(inbox.waitingBytes()).isLessThanOrEqualTo(ClientInbox.MAX_WAITING_BYTES);
        }
        assertThat(inbox.waitingBytes()).isGreaterThan(ClientInbox.MAX_WAITING_BYTES / 2);

        inbox.voteRequested(request(0));
        while (!held.isEmpty()) {
            held.remove(held.size() - 1).run();
        }
        assertThat(inbox.waitingBytes()).isZero();
        inbox.announced(large);
        assertThat(held).hasSize(1);
    }

    private VoteRequest request(int bytes) {
        CohortContributor contributor = CohortContributor.newBuilder()
                .setStatement(Fields.of(new byte[bytes]))
                .setSignature(Fields.of(new byte[0]))
                .setCredential(Fields.of(new byte[0]))
                .setSealedShare(Fields.of(new byte[0]))
                .setShareProof(List.of())
                .build();
        return VoteRequest.newBuilder()
                .setAnnouncementHash(Fields.of(Digest.zero().bytes()))
                .setMemberIndex(1)
                .setDeviceId(
                        Fields.of(enclave.credential().credential().device().bytes()))
                .setCohortRoot(Fields.of(Digest.zero().bytes()))
                .setPart(0)
                .setParts(1)
                .setContributors(List.of(contributor))
                .build();
    }
}
