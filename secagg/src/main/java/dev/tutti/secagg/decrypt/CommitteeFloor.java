package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Announcement;

/**
 * The least a device accepts of an announcement, whatever the operator asks (docs/protocol.md, "Who checks what").
 *
 * @param minContributors least n_min
 * @param minMembers least m
 * @param minCorrupt least t the thresholds must withstand
 * @param minPrivacyThreshold least t_priv
 * @param minPerBase least contributors per base model
 */
public record CommitteeFloor(
        int minContributors, int minMembers, int minCorrupt, int minPrivacyThreshold, int minPerBase) {
    public CommitteeFloor {
        // A "sum" of one contributor is that contributor's update.
        Expect.inRange("minContributors", minContributors, 2, Integer.MAX_VALUE);
        Expect.inRange("minMembers", minMembers, 1, Integer.MAX_VALUE);
        Expect.inRange("minCorrupt", minCorrupt, 0, minMembers);
        Expect.inRange("minPrivacyThreshold", minPrivacyThreshold, 1, Integer.MAX_VALUE);
        Expect.inRange("minPerBase", minPerBase, 1, Integer.MAX_VALUE);
    }

    /** Whether an announcement's terms are at least these. */
    public boolean permits(Announcement announcement) {
        return announcement.limits().minContributors() >= minContributors
                && announcement.limits().minPerBase() >= minPerBase
                && announcement.committee().members() >= minMembers
                && announcement.committee().corrupt() >= minCorrupt
                && announcement.committee().privacyThreshold() >= minPrivacyThreshold;
    }
}
