package dev.tutti.job.announcement;

import dev.tutti.secagg.codec.DeviceId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * The revoked devices of an announcement, packed: their ids of 16 bytes one after another, in rising order. Nothing else is
 * as small without a loss: the set travels with every announced cohort, so that whoever judges its updates, now or in a
 * replay, goes by the same.
 */
public final class RevokedDevices {
    /** Most devices in a set: 1.6 MB for each announced cohort, held until an hour after its close. */
    public static final int MAX_DEVICES = 100_000;

    /** Nobody is revoked. */
    public static final byte[] NONE = new byte[0];

    private RevokedDevices() {}

    /**
     * Packs a set.
     *
     * @throws IllegalArgumentException when there are more than {@value #MAX_DEVICES}
     */
    public static byte[] pack(Collection<DeviceId> devices) {
        List<DeviceId> sorted = devices.stream().distinct().sorted().toList();
        if (sorted.size() > MAX_DEVICES) {
            throw new IllegalArgumentException(
                    "expected at most " + MAX_DEVICES + " revoked devices, was " + sorted.size());
        }
        byte[] packed = new byte[sorted.size() * DeviceId.BYTES];
        for (int i = 0; i < sorted.size(); i++) {
            System.arraycopy(sorted.get(i).bytes(), 0, packed, i * DeviceId.BYTES, DeviceId.BYTES);
        }
        return packed;
    }

    /**
     * Whether a device is in a packed set.
     *
     * @param device its id, hex
     */
    public static boolean contains(byte[] packed, String device) {
        byte[] id = HexFormat.of().parseHex(device);
        int low = 0;
        int high = packed.length / DeviceId.BYTES - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int from = middle * DeviceId.BYTES;
            int order = Arrays.compareUnsigned(packed, from, from + DeviceId.BYTES, id, 0, id.length);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }
}
