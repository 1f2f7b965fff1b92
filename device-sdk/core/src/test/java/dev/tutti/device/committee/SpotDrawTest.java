package dev.tutti.device.committee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The members of one cohort look at different contributors, and everybody can compute which. */
final class SpotDrawTest {
    private static final Digest ROOT = Digest.sha256(new byte[] {1});

    @Test
    void aLotIsTheHashThatTheProtocolSays() {
        DeviceId device = DeviceId.ofPublicKey(new byte[] {7});
        byte[] label = "tutti/spot-check/v1".getBytes(StandardCharsets.US_ASCII);
        assertThat(SpotDraw.lot(ROOT, 5, device))
                .isEqualTo(Digest.sha256(
                        new byte[] {0, 0, 0, (byte) label.length},
                        label,
                        ROOT.bytes(),
                        new byte[] {5},
                        device.bytes()));
    }

    @Test
    void sixteenAreDrawnAndAllOfFewer() {
        assertThat(drawn(ROOT, 1, devices(1000))).hasSize(SpotDraw.DRAWN).doesNotHaveDuplicates();
        assertThat(drawn(ROOT, 1, devices(16))).hasSameElementsAs(devices(16));
        assertThat(drawn(ROOT, 1, devices(3))).hasSameElementsAs(devices(3));
        assertThat(drawn(ROOT, 1, List.of())).isEmpty();
    }

    @Test
    void theDrawIsTheSameInWhateverOrderTheCohortComes() {
        List<DeviceId> turned = new ArrayList<>(devices(100).subList(50, 100));
        turned.addAll(devices(50));
        assertThat(drawn(ROOT, 2, turned)).isEqualTo(drawn(ROOT, 2, devices(100)));
    }

    @Test
    void membersAndRootsDrawApart() {
        Set<List<DeviceId>> draws = new HashSet<>();
        for (int member = 1; member <= 128; member++) {
            draws.add(drawn(ROOT, member, devices(100)));
            draws.add(drawn(Digest.sha256(new byte[] {2}), member, devices(100)));
        }
        assertThat(draws).hasSize(256);
    }

    @Test
    void everyContributorIsDrawnAboutAsOftenAsAnyOther() {
        int[] times = new int[64];
        List<DeviceId> devices = devices(times.length);
        int roots = 4000;
        for (int root = 0; root < roots; root++) {
            Digest cohort = Digest.sha256(new byte[] {(byte) root, (byte) (root >> 8)});
            drawn(cohort, 1, devices).forEach(device -> times[devices.indexOf(device)]++);
        }
        // A quarter of 4000 draws, deviation √(4000·¼·¾) = 27; six of them are exceeded once in 10^7 runs, and the
        // roots
        // are the same in every run.
        assertThat(times).satisfies(all -> {
            for (int count : all) {
                assertThat(count).isBetween(1000 - 165, 1000 + 165);
            }
        });
    }

    private static List<DeviceId> devices(int count) {
        List<DeviceId> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(DeviceId.ofPublicKey(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        return devices;
    }

    private static List<DeviceId> drawn(Digest root, int member, List<DeviceId> cohort) {
        return SpotDraw.of(root, member, cohort, device -> device);
    }
}
