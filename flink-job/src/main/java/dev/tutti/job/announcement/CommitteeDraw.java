package dev.tutti.job.announcement;

import dev.tutti.secagg.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws a round's committees from the check-ins: the devices with the smallest H(beacon ‖ round ‖ device), m for each
 * sub-cohort in turn, so that no device sits in two.
 *
 * <p>Among whom it draws is what matters: where committees are chosen by the operator, it is trusted to draw the beacon
 * fairly; where sortition made the devices eligible, it may seat whom it likes among them ({@link Seating}).
 */
final class CommitteeDraw {
    private CommitteeDraw() {}

    /**
     * Draws m devices for each sub-cohort.
     *
     * @param devices devices (hex) with a fresh check-in
     * @param beacon random bytes drawn for this round
     * @param round round number
     * @param members committee size m
     * @param subCohorts committees to draw
     * @return the drawn devices by sub-cohort, in seat order
     */
    static List<List<String>> draw(List<String> devices, byte[] beacon, long round, int members, int subCohorts) {
        if (devices.size() < members * subCohorts) {
            throw new IllegalArgumentException(
                    "expected at least " + members * subCohorts + " devices to draw from, were " + devices.size());
        }
        List<String> drawn = devices.stream()
                .sorted(Comparator.comparing((String device) -> ticket(device, beacon, round)))
                .limit((long) members * subCohorts)
                .toList();
        List<List<String>> committees = new ArrayList<>();
        for (int from = 0; from < drawn.size(); from += members) {
            committees.add(drawn.subList(from, from + members));
        }
        return committees;
    }

    private static Digest ticket(String device, byte[] beacon, long round) {
        byte[] text = ("tutti/committee-draw/v1/" + round + "/" + device).getBytes(StandardCharsets.US_ASCII);
        return Digest.sha256(beacon, text);
    }
}
