package dev.tutti.job.announcement;

import java.util.List;
import java.util.Objects;

/**
 * A round was announced.
 *
 * @param population population it is for
 * @param cohort announcement hash, hex: the key of everything that follows
 * @param announcement canonical announcement
 * @param signature operator's Ed25519 signature
 * @param announcedAt wall clock, milliseconds
 * @param closesAt log time at which the round closes at the latest, milliseconds
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param barred devices (hex) whose updates are refused from now on
 * @param revoked devices whose updates to this cohort are refused, packed; see {@link RevokedDevices}
 */
public record Announced(
        String population,
        String cohort,
        byte[] announcement,
        byte[] signature,
        long announcedAt,
        long closesAt,
        String task,
        List<String> barred,
        byte[] revoked) {
    /** A checkpoint from before there were lists of revoked devices restores without one. */
    public Announced {
        revoked = Objects.requireNonNullElse(revoked, RevokedDevices.NONE);
    }
}
