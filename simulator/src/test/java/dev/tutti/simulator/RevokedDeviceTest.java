package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.RejectedUpdate;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.simulator.cluster.ObservedRound;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device is reported lost while rounds go on: the others go on without it. */
class RevokedDeviceTest {
    /** One more than the goal, so that nobody waits for it. Announcements that are out when it is revoked still take it. */
    private static final DemoOptions NINE_DEVICES =
            new DemoOptions("fitness", 9, 6, 0.111, 5, 0, null, 4, null, true).withSortition();

    @Test
    void aRevokedDeviceIsRejectedFromTheNextAnnouncementOn() throws Exception {
        try (Simulation road = Simulation.start(
                NINE_DEVICES, Silence.progress(), Circumstances.AS_ASKED.withDisruptions(any -> Undisturbed.PLAN))) {
            ObservedRound before = road.next(() -> {});
            assertThat(before.report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            DeviceId lost = road.enclaves().get(0).credential().credential().device();
            assertThat(rejects(road)).isEmpty();

            road.revoke(lost);

            long rounds = 1;
            while (rejects(road).isEmpty()) {
                road.next(() -> {});
                assertThat(++rounds).isLessThan(NINE_DEVICES.rounds());
            }
            assertThat(rejects(road)).allSatisfy(reject -> {
                assertThat(reject.getReason()).isEqualTo(RejectReason.CREDENTIAL_REVOKED);
                assertThat(reject.getDeviceId()).isEqualTo(ByteBuffer.wrap(lost.bytes()));
            });
            ObservedRound last = road.next(() -> {});
            assertThat(last.report().getStatus()).isEqualTo(RoundStatus.COMPLETED);
            // Who came too late for an earlier goal may still wait for word of it.
            assertThat(last.report().getSealed()).isBetween(7, 8);
            assertThat(last.report().getContributors()).doesNotContain(ByteBuffer.wrap(lost.bytes()));
        }
    }

    private static List<RejectedUpdate> rejects(Simulation road) {
        return road.committedLog().all(Simulation.topics().rejects(), RejectedUpdate.class);
    }
}
