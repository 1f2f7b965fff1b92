package dev.tutti.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of a device's updates in a round the first counts, where the log says which that is. */
class OneUpdateARoundTest {
    private static final ByteBuffer A = ByteBuffer.wrap(new byte[] {1});
    private static final ByteBuffer B = ByteBuffer.wrap(new byte[] {2});

    @Test
    void theFirstOfAPartitionCountsInWhicheverCohortItIs() {
        Map<ByteBuffer, List<LoggedUpdate>> counting =
                OneUpdateARound.of(Map.of(A, List.of(at(1, 0, 9), at(2, 0, 3)), B, List.of(at(1, 0, 5), at(2, 0, 4))));
        assertThat(counting.get(A)).containsExactly(at(2, 0, 3));
        assertThat(counting.get(B)).containsExactly(at(1, 0, 5));
    }

    @Test
    void ofSeveralPartitionsTheJobAloneKnowsTheFirst() {
        Map<ByteBuffer, List<LoggedUpdate>> counting =
                OneUpdateARound.of(Map.of(A, List.of(at(1, 0, 9)), B, List.of(at(1, 1, 5), at(1, 1, 6))));
        assertThat(counting.get(A)).containsExactly(at(1, 0, 9).uncertain());
        assertThat(counting.get(B)).containsExactly(at(1, 1, 5).uncertain());
    }

    @Test
    void whatMayNotHaveCountedDoesNotShutOutWhatCameBehindIt() {
        LoggedUpdate scattered = at(1, 0, 3).uncertain();
        Map<ByteBuffer, List<LoggedUpdate>> counting =
                OneUpdateARound.of(Map.of(A, List.of(scattered), B, List.of(at(1, 0, 5), at(1, 0, 6))));
        assertThat(counting.get(A)).containsExactly(scattered);
        assertThat(counting.get(B)).containsExactly(at(1, 0, 5).uncertain());
    }

    @Test
    void devicesAreIndependent() {
        Map<ByteBuffer, List<LoggedUpdate>> counting =
                OneUpdateARound.of(Map.of(A, List.of(at(1, 0, 1), at(2, 0, 2)), B, List.of(at(3, 0, 3))));
        assertThat(counting.get(A)).hasSize(2).allMatch(LoggedUpdate::certain);
        assertThat(counting.get(B)).hasSize(1).allMatch(LoggedUpdate::certain);
    }

    private static LoggedUpdate at(int device, int partition, long number) {
        byte[] id = new byte[16];
        id[0] = (byte) device;
        return new LoggedUpdate(
                DeviceId.of(id),
                Digest.sha256(id),
                UploadId.of(id),
                7,
                number,
                List.of(),
                new LogPlace(partition, number),
                true);
    }
}
