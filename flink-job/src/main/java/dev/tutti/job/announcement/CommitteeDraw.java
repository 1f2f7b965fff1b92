package dev.tutti.job.announcement;

import dev.tutti.secagg.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Draws a committee from the check-ins: the m devices with the smallest H(beacon ‖ round ‖ device).
 *
 * <p>With this draw the operator is trusted to choose the beacon fairly; README says so. Sortition from a public beacon
 * (protocol: "Choosing the committee") takes its place when attestation comes.
 */
final class CommitteeDraw {
    private CommitteeDraw() {}

    /**
     * Draws m devices.
     *
     * @param devices devices (hex) with a fresh check-in
     * @param beacon random bytes drawn for this round
     * @param round round number
     * @param members committee size, at most the number of devices
     * @return the drawn devices, in seat order
     */
    static List<String> draw(List<String> devices, byte[] beacon, long round, int members) {
        if (devices.size() < members) {
            throw new IllegalArgumentException(
                    "expected at least " + members + " devices to draw from, were " + devices.size());
        }
        return devices.stream()
                .sorted(Comparator.comparing((String device) -> ticket(device, beacon, round)))
                .limit(members)
                .toList();
    }

    private static Digest ticket(String device, byte[] beacon, long round) {
        byte[] text = ("tutti/committee-draw/v1/" + round + "/" + device).getBytes(StandardCharsets.US_ASCII);
        return Digest.sha256(beacon, text);
    }
}
