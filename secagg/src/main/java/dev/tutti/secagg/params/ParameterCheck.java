package dev.tutti.secagg.params;

import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.Optional;

/**
 * Whether an announcement's numbers protect a device, whoever chose them. A device asks before it masks, a member before
 * it votes; their own floors come on top.
 */
public final class ParameterCheck {
    /** Largest chunk in bytes: what fits one record of the log. */
    public static final int MAX_CHUNK_BYTES = 900 * 1024;

    private ParameterCheck() {}

    /** The first check that fails, or empty. */
    public static Optional<ParameterFault> check(Announcement announcement) {
        Encoding encoding = announcement.encoding();
        int maxContributors = announcement.limits().maxContributors();
        if (ParameterSets.securityBits(announcement.ring()).orElse(0) < ParameterSets.SECURITY_FLOOR) {
            return Optional.of(ParameterFault.INSECURE_RING);
        }
        if (!ParameterSets.hasHeadroom(announcement.ring(), encoding.plaintextBits(), maxContributors)) {
            return Optional.of(ParameterFault.NO_HEADROOM);
        }
        double noise = announcement.privacy().noiseStandardDeviation();
        if (!ParameterSets.slotsHold(encoding.slotBits(), encoding.valueBits(), maxContributors, noise)
                || !ParameterSets.weightsHold(encoding.slotBits(), encoding.maxWeight(), maxContributors)) {
            return Optional.of(ParameterFault.COULD_CARRY);
        }
        if (!canBeLaidOut(announcement)) {
            return Optional.of(ParameterFault.TOO_LARGE);
        }
        if (!protects(announcement.committee())) {
            return Optional.of(ParameterFault.WEAK_COMMITTEE);
        }
        // Noise that was announced and not added would be a promise broken in silence.
        if (announcement.privacy().mechanism() != NoiseMechanism.NONE) {
            return Optional.of(ParameterFault.UNSUPPORTED_NOISE);
        }
        return Optional.empty();
    }

    /**
     * Whether t corrupt members can neither certify a second cohort nor read a block: v &gt; (m+t)/2, t_priv ≥ t, and
     * t_priv ≥ 1 because with 0 a single share is a secret (docs/protocol.md, "Shares").
     */
    static boolean protects(CommitteeParameters committee) {
        return committee.quorumIsUnique() && committee.privacyThreshold() >= Math.max(1, committee.corrupt());
    }

    private static boolean canBeLaidOut(Announcement announcement) {
        try {
            VectorLayout layout = VectorLayout.of(announcement.encoding(), announcement.ring());
            return layout.chunks() <= UpdateStatement.MAX_CHUNKS && layout.chunkBytes(0) <= MAX_CHUNK_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
