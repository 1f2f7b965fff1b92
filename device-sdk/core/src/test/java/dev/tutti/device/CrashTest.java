package dev.tutti.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.device.fixture.DyingStateStore;
import dev.tutti.device.fixture.DyingStateStore.Death;
import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestJob;
import dev.tutti.device.store.DirectoryStateStore;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.StateStoreException;
import dev.tutti.device.store.UpdateRecord;
import dev.tutti.device.store.UpdateState;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedCredential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process may die at any step; whatever the next one finds, nothing is masked twice and nothing sent twice differs. */
final class CrashTest {
    private final World world = new World();
    private final SoftwareEnclave enclave = world.operator.enrol();

    @TempDir
    private Path directory;

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void afterDyingAroundAnyWriteTheNextProcessNeverMasksAgain(Death death) {
        world.operator.publishNext();
        Announcement first = world.announce(1, 1);
        dieInside(client(world.network.endpoint()).storeSeam(store -> new DyingStateStore(store, death)));

        assertNothingIsMaskedAgain(first, death.isBeforeCiphertext(), death != Death.AFTER_SENT);
    }

    @Test
    void afterDyingWhileTheHeaderIsSignedTheNextProcessNeverMasksAgain() {
        world.operator.publishNext();
        Announcement first = world.announce(1, 1);
        dieInside(client(world.network.endpoint()).enclave(new EnclaveThatDies(enclave)));

        assertThat(world.network.sent()).isEmpty();
        assertNothingIsMaskedAgain(first, true, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void afterDyingInMidUploadTheNextProcessSendsIdenticalBytes(int send) {
        world.operator.publishNext();
        Announcement first = world.announce(1, 1);
        Network.Endpoint endpoint = world.network.endpoint().before(send, CrashTest::die);
        dieInside(client(endpoint));

        assertThat(world.network.sent()).hasSize(send);
        assertNothingIsMaskedAgain(first, false, true);
        assertThat(new TestJob(first).collect(world.network)).hasSize(1);
    }

    @Test
    void anUpdateNotSentInTimeIsGivenUpAndTheDeviceTrainsAnew() {
        world.operator.publishNext();
        Announcement first = world.announce(1, 1);
        dieInside(client(world.network.endpoint().before(2, CrashTest::die)));
        world.clock.advance(Duration.ofMillis(first.window().closesAtMillis() - world.clock.millis()));
        Announcement second = world.announce(2, 1);

        try (FederatedClient client = client(world.network.endpoint()).build()) {
            RunResult result = world.run(client);

            assertThat(result.participation().orElseThrow().announcement()).isEqualTo(second.digest());
            assertThat(world.trainer.given()).hasSize(2);
            assertThat(client.egressLog().entries().get(0).receipt()).hasValue("ABANDONED ROUND_CLOSED");
        }
        assertThat(new TestJob(first).collect(world.network)).isEmpty();
    }

    @Test
    void twoClientsCannotShareAState() {
        try (FederatedClient client = client(world.network.endpoint()).build()) {
            assertThat(client.device())
                    .isEqualTo(enclave.credential().credential().device());
            FederatedClientBuilder second = client(world.network.endpoint());
            assertThatThrownBy(second::build)
                    .isInstanceOf(StateStoreException.class)
                    .hasMessageContaining("another client");
        }
    }

    /**
     * Runs a new process over the same state, on the same round and on its second attempt.
     *
     * @param lost whether the process died before a ciphertext was stored
     * @param resumes whether there is a ciphertext left to send
     */
    private void assertNothingIsMaskedAgain(Announcement first, boolean lost, boolean resumes) {
        try (FederatedClient next = client(world.network.endpoint()).build()) {
            RunResult resumed = world.run(next);
            assertThat(resumed.state())
                    .isEqualTo(resumes && !lost ? AssignmentState.UPLOADED : AssignmentState.TRAINED);

            Announcement secondAttempt = world.announce(1, 2);
            assertThat(world.run(next).state()).isEqualTo(AssignmentState.TRAINED);

            assertThat(headersFor(secondAttempt)).isEmpty();
            assertThat(headersFor(first)).hasSize(lost ? 0 : 1);
            assertThat(distinct(UpdateChunk.class)).hasSize(lost ? 0 : 1);
            assertThat(distinct(ShareBlob.class)).hasSize(lost ? 0 : 4);

            Announcement nextRound = world.announce(2, 1);
            RunResult later = world.run(next);
            assertThat(later.participation().orElseThrow().announcement()).isEqualTo(nextRound.digest());
        }
        try (DirectoryStateStore store = DirectoryStateStore.open(directory)) {
            assertThat(store.record(first.digest()).map(UpdateRecord::state))
                    .hasValue(lost ? UpdateState.ABANDONED : UpdateState.SENT);
        }
    }

    private Set<UpdateHeader> headersFor(Announcement terms) {
        Digest hash = terms.digest();
        return distinct(UpdateHeader.class).stream()
                .filter(header ->
                        hash.equals(Digest.of(header.getAnnouncementHash().array())))
                .collect(Collectors.toSet());
    }

    private <T extends SpecificRecord> Set<T> distinct(Class<T> type) {
        return Set.copyOf(world.network.sent(type));
    }

    private FederatedClientBuilder client(Network.Endpoint endpoint) {
        return world.client(directory, enclave, endpoint);
    }

    private void dieInside(FederatedClientBuilder builder) {
        try (FederatedClient client = builder.build()) {
            assertThatThrownBy(() -> world.run(client))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(DyingStateStore.Died.class);
        }
    }

    private static void die() {
        throw new DyingStateStore.Died();
    }

    private record EnclaveThatDies(Enclave enclave) implements Enclave {
        @Override
        public SignedCredential credential() {
            return enclave.credential();
        }

        @Override
        public byte[] publicKey() {
            return enclave.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            throw new DyingStateStore.Died();
        }
    }

    @Test
    void aStateStoreIsNotUsedAfterItsClientClosed() {
        StateStore store = DirectoryStateStore.open(directory);
        store.close();
        assertThatThrownBy(store::records).isInstanceOf(IllegalStateException.class);
    }
}
