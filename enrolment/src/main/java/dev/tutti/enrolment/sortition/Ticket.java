package dev.tutti.enrolment.sortition;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;

/**
 * A device's lot in an epoch: H("tutti/ticket/v1" ‖ beacon ‖ epoch ‖ device id), canonical bytes. Anybody can compute it;
 * nobody can choose it, whose key was fixed before the beacon.
 */
public record Ticket(DeviceId device, Digest value) {
    private static final String LABEL = "tutti/ticket/v1";

    /** A device's ticket under a beacon. */
    public static Ticket of(Beacon beacon, DeviceId device) {
        return new Ticket(
                device,
                Digest.sha256(new CanonicalWriter(LABEL)
                        .digest(beacon.value())
                        .int64(beacon.epoch())
                        .device(device)
                        .toBytes()));
    }

    /** Whether its device may be seated: its first 62 bits, as a number, are below τ·2^62. */
    public boolean isBelow(Threshold threshold) {
        return ByteBuffer.wrap(value.bytes()).getLong() >>> (Long.SIZE - Threshold.BITS) < threshold.numerator();
    }
}
