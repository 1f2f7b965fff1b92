package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.fixture.Heard;
import dev.tutti.device.fixture.TestExamples;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.secagg.share.ShareBytes;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ShareSealing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the app asks of the keys that shares are sealed to. {@link WholeRoundTest} has a whole round with each kind. */
final class SealingTest {
    private final World world = new World();

    @TempDir
    private Path directory;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void aDeviceThatAsksForXWingSendsNothingToACommitteeWithOldKeys() {
        world.operator.publishNext();
        announce(ShareSealing.HPKE_X25519, 1);
        try (FederatedClient client =
                world.client(directory).sealing(ShareSealing.HPKE_X_WING).build()) {
            RunResult result = world.run(client);

            assertThat(result.state()).isEqualTo(AssignmentState.TRAINED);
            assertThat(result.reason())
                    .isEqualTo("SEALING_BELOW_FLOOR: expected at least HPKE_X_WING, announced HPKE_X25519");
            assertThat(world.network.sent()).isEmpty();

            Announcement strong = announce(ShareSealing.HPKE_X_WING, 2);
            assertThat(world.run(client).participation().orElseThrow().announcement())
                    .isEqualTo(strong.digest());
        }
    }

    @Test
    void aDeviceThatAsksForNothingMoreContributesToEither() {
        world.operator.publishNext();
        try (FederatedClient client = world.client(directory).build()) {
            for (ShareSealing sealing : ShareSealing.values()) {
                Announcement terms = announce(sealing, sealing.code());
                assertThat(world.run(client).state()).isEqualTo(AssignmentState.UPLOADED);

                List<ShareBlob> shares = world.network.sent(ShareBlob.class).stream()
                        .filter(share -> share.getAnnouncementHash()
                                .equals(ByteBuffer.wrap(terms.digest().bytes())))
                        .toList();
                assertThat(shares.stream()
                                .mapToInt(share -> share.getSealed().remaining())
                                .sum())
                        .isEqualTo(ShareBytes.sealedPerUpdate(
                                terms.committee(), terms.ring().degree(), sealing));
            }
        }
    }

    @Test
    void theKeysOfferedAreOfTheKindAskedFor() {
        assertThat(offered(TestOperator.floor(), ShareSealing.HPKE_X25519)).isEqualTo(ShareSealing.HPKE_X25519);
        assertThat(offered(TestOperator.floor(), ShareSealing.HPKE_X_WING)).isEqualTo(ShareSealing.HPKE_X_WING);
    }

    @Test
    void askingForLessThanTheFloorLowersNothing() {
        PrivacyFloor floor = TestOperator.floor().atLeastSealing(ShareSealing.HPKE_X_WING);
        assertThat(offered(floor, ShareSealing.HPKE_X25519)).isEqualTo(ShareSealing.HPKE_X_WING);

        world.operator.publishNext();
        announce(ShareSealing.HPKE_X25519, 1);
        try (FederatedClient client = world.client(directory)
                .privacyFloor(floor)
                .sealing(ShareSealing.HPKE_X25519)
                .build()) {
            assertThat(world.run(client).reason()).startsWith("SEALING_BELOW_FLOOR");
        }
    }

    private ShareSealing offered(PrivacyFloor floor, ShareSealing sealing) {
        int before = world.network.sent(CheckIn.class).size();
        try (FederatedClient client = FederatedClient.builder()
                .population(TestOperator.POPULATION)
                .trust(world.operator.trust())
                .exampleStore(new TestExamples(20, 10))
                .enclave(world.operator.enrol())
                .trainer(world.trainer)
                .transport(world.network.endpoint())
                .stateDir(directory.resolve("offers-" + before))
                .privacyFloor(floor)
                .sealing(sealing)
                .clock(world.clock)
                .executor(world.executor)
                .build()) {
            await().until(() -> world.network.sent(CheckIn.class).size() == before + 1);
            return new Heard(world.network)
                    .checkIns(List.of(client.device()))
                    .get(0)
                    .statement()
                    .sealing();
        }
    }

    private Announcement announce(ShareSealing sealing, long round) {
        Announcement terms = world.operator.terms(
                round,
                1,
                world.operator.committee(sealing).stream()
                        .map(TestMember::checkIn)
                        .toList());
        world.network.announce(world.operator.sign(terms));
        return terms;
    }
}
