package dev.tutti.secagg.cohort;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;

/**
 * One leaf of a sealed cohort.
 *
 * @param device who
 * @param headerDigest digest of its update statement
 */
public record Contributor(DeviceId device, Digest headerDigest) {
    byte[] leaf() {
        return new CanonicalWriter("tutti/contributor/v1")
                .device(device)
                .digest(headerDigest)
                .toBytes();
    }
}
