package dev.tutti.enrolment.revocation;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;

/**
 * One device that is no longer trusted, for good: its owner may enrol a new key.
 *
 * @param atMillis since when, milliseconds since the epoch
 */
public record Revocation(DeviceId device, RevocationReason reason, long atMillis) {
    public Revocation {
        Expect.inRange("atMillis", atMillis, 0, Long.MAX_VALUE);
    }

    void write(CanonicalWriter out) {
        out.device(device).coded(reason).int64(atMillis);
    }

    static Revocation read(CanonicalReader in) {
        return new Revocation(in.device(), in.coded(RevocationReason.values()), in.int64());
    }
}
