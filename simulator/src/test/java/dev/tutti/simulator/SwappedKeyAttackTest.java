package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.SoftwareEnclave;
import dev.tutti.schemas.round.RoundAnnouncement;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.simulator.check.ExactCheck;
import dev.tutti.simulator.check.SealedRound;
import dev.tutti.simulator.cluster.ObservedRound;
import dev.tutti.simulator.enclave.EnclaveKind;
import dev.tutti.simulator.enclave.Installed;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Eight devices with a TPM each, enrolled by what their TPMs say. One has kept its credential, but signs with a key that it
 * holds in memory: what a thief could do who copied a device's files and not its TPM.
 */
class SwappedKeyAttackTest {
    private static final DemoOptions EIGHT_TPMS = new DemoOptions("fitness", 8, 1, 0.125, 5, 0, null, 3, null, true)
            .withEnclave(EnclaveKind.TPM)
            .withSortition();

    @BeforeAll
    static void installed() {
        Installed.assume(EnclaveKind.TPM);
    }

    /** The credential of one key, the signatures of another. */
    private record Swapped(Enclave before, Enclave now) implements Enclave {
        @Override
        public byte[] publicKey() {
            return before.publicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            return now.sign(message);
        }

        @Override
        public SignedCredential credential() {
            return before.credential();
        }
    }

    private static List<Enclave> firstSwapped(List<Enclave> enrolled) {
        List<Enclave> enclaves = new ArrayList<>(enrolled);
        enclaves.set(
                0,
                new Swapped(
                        enrolled.get(0),
                        SoftwareEnclave.forDevelopment(
                                new CredentialIssuer(OperatorKey.generate(new SecureRandom())), "nowhere")));
        return enclaves;
    }

    @Test
    void aDeviceThatSignsWithAnotherKeyThanItsTpmsIsRejectedAndTheOthersAreSummed() throws Exception {
        Circumstances swapped = Circumstances.AS_ASKED
                .withDisruptions(asAsked -> Undisturbed.PLAN)
                .withEnclaves(SwappedKeyAttackTest::firstSwapped);
        try (Simulation road = Simulation.start(EIGHT_TPMS, Silence.progress(), swapped)) {
            // Seven honest devices reach the goal of seven.
            ObservedRound round = road.next(() -> {});

            assertThat(round.report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            assertThat(round.report().getSealed()).isEqualTo(7);
            assertThat(road.committedLog().all(Simulation.topics().announcements(), RoundAnnouncement.class))
                    .as("the committee was drawn, and shows it")
                    .isNotEmpty()
                    .allSatisfy(announced ->
                            assertThat(announced.getCommitteeProof()).isNotNull());
            SealedRound sealed = SealedRound.of(
                    round.announcement(), round.report(), road.fleet().updatesOf(round.report()));
            assertThat(new ExactCheck(road.artifacts()).difference(sealed, round.aggregates()))
                    .isEmpty();

            List<RejectedUpdate> rejects =
                    await().atMost(Duration.ofMinutes(1)).until(() -> rejects(road), found -> !found.isEmpty());

            DeviceId thief = road.enclaves().get(0).credential().credential().device();
            assertThat(rejects).allSatisfy(reject -> {
                assertThat(reject.getReason()).isEqualTo(RejectReason.BAD_SIGNATURE);
                assertThat(reject.getDeviceId()).isEqualTo(ByteBuffer.wrap(thief.bytes()));
            });
            assertThat(round.report().getContributors()).doesNotContain(ByteBuffer.wrap(thief.bytes()));
            assertThat(road.enclaves())
                    .allSatisfy(enclave -> assertThat(
                                    enclave.credential().credential().platform())
                            .isEqualTo(Platform.TPM2));
        }
        assertThat(ProcessHandle.current().descendants())
                .as("no emulator is left running")
                .noneMatch(process -> process.info().command().orElse("").endsWith("/swtpm"));
    }

    private static List<RejectedUpdate> rejects(Simulation road) {
        return road.committedLog().all(Simulation.topics().rejects(), RejectedUpdate.class);
    }
}
