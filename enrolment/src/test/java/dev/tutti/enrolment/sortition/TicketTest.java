package dev.tutti.enrolment.sortition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.enrolment.TestClock;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TicketTest {
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[] {1});

    @Test
    void aTicketIsTheHashThatTheProtocolSays() {
        Beacon beacon = new Beacon(7, 0, Digest.sha256());
        assertThat(Ticket.of(beacon, DEVICE).value())
                .isEqualTo(Digest.sha256(new CanonicalWriter("tutti/ticket/v1")
                        .digest(Digest.sha256())
                        .int64(7)
                        .device(DEVICE)
                        .toBytes()));
        assertThat(Ticket.of(new Beacon(8, 0, Digest.sha256()), DEVICE)).isNotEqualTo(Ticket.of(beacon, DEVICE));
    }

    @Test
    void theFirst62BitsDecideAndTheEdgesAreExact() {
        byte[] value = new byte[32];
        value[7] = 4 * 5 + 3;
        Ticket five = new Ticket(DEVICE, Digest.of(value));
        assertThat(five.isBelow(new Threshold(5))).isFalse();
        assertThat(five.isBelow(new Threshold(6))).isTrue();
        byte[] all = new byte[32];
        Arrays.fill(all, (byte) 255);
        Ticket last = new Ticket(DEVICE, Digest.of(all));
        assertThat(last.isBelow(new Threshold((1L << 62) - 1))).isFalse();
        assertThat(last.isBelow(new Threshold(1L << 62))).isTrue();
    }

    @Test
    void tauIsFourTimesTheSeatsOverTheDevicesAndAtMostOne() {
        assertThat(Threshold.of(64, 256)).isEqualTo(new Threshold(1L << 62));
        assertThat(Threshold.of(64, 10)).isEqualTo(new Threshold(1L << 62));
        assertThat(Threshold.of(64, 512)).isEqualTo(new Threshold(1L << 61));
        assertThat(Threshold.of(64, 1 << 20).probability()).isEqualTo(256.0 / (1 << 20));
    }

    @Test
    void theDevelopmentBeaconIsOutWhenItsTimeHasComeAndNotBefore() {
        TestClock clock = new TestClock();
        BeaconSource source = DevelopmentBeacon.foreseeable(new byte[] {1}, clock.millis(), Duration.ofHours(1), clock);
        assertThat(source.beacon(0)).isPresent();
        assertThat(source.beacon(1)).isEmpty();
        assertThat(source.beacon(-1)).isEmpty();
        clock.move(Duration.ofHours(1));
        assertThat(source.beacon(1).orElseThrow().atMillis()).isEqualTo(clock.millis());
        assertThat(source.beacon(1)).isNotEqualTo(source.beacon(0));
        assertThat(source.beacon(Long.MAX_VALUE)).isEmpty();
    }
}
