package dev.tutti.secagg.update;

import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.statement.Announcement;
import java.security.SecureRandom;
import java.util.List;

/**
 * A masked vector whose secret the test keeps, because it plays the committee too. A device never does: {@link
 * Contribution} draws the secret and erases it.
 */
public record KnownSecret(int[] secret, List<byte[]> chunks) {
    /** Masks slots under a fresh secret. */
    public static KnownSecret mask(Announcement announcement, int[] slots, SecureRandom random) {
        int[] secret = new int[announcement.ring().degree()];
        try (GaussianSampler sampler = new GaussianSampler(random)) {
            sampler.fill(secret);
            return new KnownSecret(secret, ChunkMasking.mask(announcement, secret, slots, sampler));
        }
    }
}
