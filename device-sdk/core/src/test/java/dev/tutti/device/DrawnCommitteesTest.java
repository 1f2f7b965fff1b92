package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.device.fixture.TestRevocations;
import dev.tutti.device.fixture.TestSortition;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.trust.SpotChecks;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.statement.Announcement;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that believe only committees drawn by lot, and nobody who was revoked. */
final class DrawnCommitteesTest {
    private static final long EPOCH = TestSortition.EPOCH;

    private final World world = new World();
    private final TestSortition sortition = new TestSortition(world.operator, world.clock);
    private final TestRevocations revocations = new TestRevocations(world.clock);
    private final TaskTrust trust = world.operator.trust(sortition.choice(), revocations.listed(), SpotChecks.none());
    private final List<SoftwareEnclave> drawn = sortition.eligible(EPOCH).subList(0, TestOperator.MEMBERS);
    private final CommitteeProof proof = sortition.proof(EPOCH, drawn);

    @TempDir
    private Path directory;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void aDeviceContributesToACommitteeThatWasDrawn() {
        assertThat(run(Fields.of(proof.encode())).state()).isEqualTo(AssignmentState.UPLOADED);
        assertThat(world.network.sent(UpdateHeader.class)).hasSize(1);
    }

    @Test
    void nothingLeavesADeviceForACommitteeThatShowsNothing() {
        byte[] unreadable = proof.encode();
        unreadable[0] ^= 1;
        assertNothingLeft(run(null), "COMMITTEE_NOT_DRAWN");
        assertNothingLeft(run(Fields.of(unreadable)), "COMMITTEE_NOT_DRAWN");
        assertNothingLeft(run(Fields.of(new byte[CommitteeProof.MAX_BYTES + 1])), "COMMITTEE_NOT_DRAWN");
    }

    @Test
    void nothingLeavesADeviceThatDoesNotKnowWhoWasRevoked() {
        revocations.replace(Optional.empty());
        assertNothingLeft(run(Fields.of(proof.encode())), "REVOCATIONS_UNKNOWN");
    }

    @Test
    void nothingLeavesADeviceForACommitteeWithARevokedMember() {
        revocations.revoke(drawn.get(1).credential().credential().device());
        assertNothingLeft(run(Fields.of(proof.encode())), "MEMBER_NOT_TRUSTED: seat 2, REVOKED");
    }

    @Test
    void aDecryptorShowsThatItMayBeSeated() {
        Eligibility own = sortition.eligibility(EPOCH, drawn.get(0));
        try (FederatedClient client = server(directory)
                .eligibility(() -> Optional.of(own), TestOperator.MEMBERS)
                .build()) {
            world.settle();
            assertThat(client.device())
                    .isEqualTo(drawn.get(0).credential().credential().device());
        }
        assertThat(world.network.sent(CheckIn.class).stream().map(CheckIn::getEligibility))
                .containsExactly(Fields.of(own.encode()));
    }

    @Test
    void aDecryptorWithoutAnythingToShowIsAMistakeInItsApp() {
        assertThatThrownBy(() -> server(directory).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected eligibility");
        // And leaves the state free for a client that is built properly.
        server(directory).withoutCommitteeDuty().build().close();
    }

    private static void assertNothingLeft(RunResult result, String reason) {
        assertThat(result.state()).isEqualTo(AssignmentState.TRAINED);
        assertThat(result.reason()).startsWith(reason);
        assertThat(result.bytesOut()).isZero();
    }

    private RunResult run(@Nullable ByteBuffer shown) {
        world.operator.publishNext();
        Announcement terms = world.operator.terms(
                1,
                1,
                drawn.stream()
                        .map(device -> TestMember.of(
                                        device,
                                        TestOperator.POPULATION,
                                        world.clock.millis()
                                                + Duration.ofHours(1).toMillis())
                                .checkIn())
                        .toList());
        world.network.announce(RoundAnnouncement.newBuilder(world.operator.sign(terms))
                .setCommitteeProof(shown)
                .build());
        try (FederatedClient client = world.client(directory).trust(trust).build()) {
            return world.run(client);
        }
    }

    private FederatedClientBuilder server(Path state) {
        return FederatedClient.builder()
                .population(TestOperator.POPULATION)
                .trust(trust)
                .exampleStore(new TestExamples(20, 10))
                .enclave(drawn.get(0))
                .trainer(world.trainer)
                .transport(world.network.endpoint())
                .stateDir(state)
                .privacyFloor(TestOperator.floor())
                .clock(world.clock)
                .executor(world.executor);
    }
}
