package dev.tutti.secagg.decrypt;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.ShareSealing;

/**
 * The least a device accepts of an announcement, whatever the operator asks (docs/protocol.md, "Who checks what").
 *
 * @param minContributors least n_min
 * @param minMembers least m
 * @param minCorrupt least t the thresholds must withstand
 * @param minPrivacyThreshold least t_priv
 * @param minPerBase least contributors per base model
 * @param minSealing weakest keys that shares may be sealed to
 */
public record CommitteeFloor(
        int minContributors,
        int minMembers,
        int minCorrupt,
        int minPrivacyThreshold,
        int minPerBase,
        ShareSealing minSealing) {
    public CommitteeFloor {
        // A "sum" of one contributor is that contributor's update.
        Expect.inRange("minContributors", minContributors, 2, Integer.MAX_VALUE);
        Expect.inRange("minMembers", minMembers, 1, Integer.MAX_VALUE);
        Expect.inRange("minCorrupt", minCorrupt, 0, minMembers);
        Expect.inRange("minPrivacyThreshold", minPrivacyThreshold, 1, Integer.MAX_VALUE);
        Expect.inRange("minPerBase", minPerBase, 1, Integer.MAX_VALUE);
    }

    /** A floor that takes shares however they are sealed. */
    public CommitteeFloor(
            int minContributors, int minMembers, int minCorrupt, int minPrivacyThreshold, int minPerBase) {
        this(minContributors, minMembers, minCorrupt, minPrivacyThreshold, minPerBase, ShareSealing.HPKE_X25519);
    }

    /** Whether an announcement's terms are at least these. */
    public boolean permits(Announcement announcement) {
        return announcement.limits().minContributors() >= minContributors
                && announcement.limits().minPerBase() >= minPerBase
                && announcement.committee().members() >= minMembers
                && announcement.committee().corrupt() >= minCorrupt
                && announcement.committee().privacyThreshold() >= minPrivacyThreshold
                && permits(announcement.sealing());
    }

    /** Whether shares sealed in that way are sealed at least as well as asked: X-Wing holds wherever X25519 does. */
    public boolean permits(ShareSealing sealing) {
        return switch (minSealing) {
            case HPKE_X25519 -> true;
            case HPKE_X_WING -> sealing == ShareSealing.HPKE_X_WING;
        };
    }
}
