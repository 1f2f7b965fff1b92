package dev.tutti.job.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevokedDevicesTest {
    @Test
    void holdsWhoeverIsInItAndNobodyElse() {
        for (int size : List.of(0, 1, 2, 3, 1_000)) {
            byte[] packed = RevokedDevices.pack(devices(size));
            assertThat(packed).hasSize(16 * size);
            for (DeviceId in : devices(size)) {
                assertThat(RevokedDevices.contains(packed, in.hex())).isTrue();
            }
            for (DeviceId out : devices(size + 50).subList(size, size + 50)) {
                assertThat(RevokedDevices.contains(packed, out.hex())).isFalse();
            }
        }
    }

    @Test
    void theOrderOfTheDevicesDoesNotMatterAndEachIsHeldOnce() {
        List<DeviceId> devices = devices(20);
        List<DeviceId> twice =
                IntStream.range(0, 40).mapToObj(i -> devices.get((i * 7) % 20)).toList();
        assertThat(RevokedDevices.pack(twice)).isEqualTo(RevokedDevices.pack(devices));
    }

    @Test
    void refusesMoreThanAnAnnouncementCanCarry() {
        List<DeviceId> most = devices(RevokedDevices.MAX_DEVICES + 1);
        assertThatThrownBy(() -> RevokedDevices.pack(most)).hasMessageContaining("at most 100000");
    }

    private static List<DeviceId> devices(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> DeviceId.of(Arrays.copyOf(
                        Digest.sha256(ByteBuffer.allocate(4).putInt(i).array()).bytes(), 16)))
                .toList();
    }
}
