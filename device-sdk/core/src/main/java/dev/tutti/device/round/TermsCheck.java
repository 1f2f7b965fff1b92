package dev.tutti.device.round;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.Optional;

/** The checks on an announcement's numbers: sound by themselves, and within this device's own floor. */
final class TermsCheck {
    /** A committee must withstand at least one corrupt member in so many. */
    static final int MEMBERS_PER_CORRUPT = 16;

    private final PrivacyFloor floor;

    TermsCheck(PrivacyFloor floor) {
        this.floor = floor;
    }

    /** The first term that fails, with its reason. */
    Optional<JoinRefusal> check(Announcement terms) {
        return limits(terms.limits())
                .or(() -> committee(terms.committee()))
                .or(() -> privacy(terms.privacy()))
                .or(() -> weights(
                        terms.encoding().weightFunction(), terms.encoding().maxWeight()));
    }

    private Optional<JoinRefusal> limits(CohortLimits limits) {
        if (limits.minContributors() < floor.minContributors()) {
            return below(JoinFault.TOO_FEW_CONTRIBUTORS, floor.minContributors(), limits.minContributors());
        }
        if (limits.minPerBase() < floor.minPerBase()) {
            return below(JoinFault.TOO_FEW_PER_BASE, floor.minPerBase(), limits.minPerBase());
        }
        return Optional.empty();
    }

    private Optional<JoinRefusal> committee(CommitteeParameters committee) {
        if (committee.members() < floor.minMembers()) {
            return below(JoinFault.TOO_FEW_MEMBERS, floor.minMembers(), committee.members());
        }
        int minCorrupt = Math.max(floor.minCorrupt(), ceilDiv(committee.members(), MEMBERS_PER_CORRUPT));
        if (committee.corrupt() < minCorrupt) {
            return below(JoinFault.TOO_FEW_CORRUPT, minCorrupt, committee.corrupt());
        }
        // Twice t for margin: one share beyond t_priv leaks most of a block (protocol.md, "Shares").
        if (committee.privacyThreshold() < 2 * committee.corrupt()) {
            return below(JoinFault.PRIVACY_THRESHOLD_TOO_LOW, 2 * committee.corrupt(), committee.privacyThreshold());
        }
        if (!committee.quorumIsUnique()) {
            int least = (committee.members() + committee.corrupt()) / 2 + 1;
            return below(JoinFault.QUORUM_NOT_UNIQUE, least, committee.quorum());
        }
        return Optional.empty();
    }

    private Optional<JoinRefusal> privacy(PrivacyConfiguration privacy) {
        if (privacy.noiseStandardDeviation() < floor.minNoise()) {
            return Optional.of(new JoinRefusal(
                    JoinFault.NOISE_BELOW_FLOOR,
                    "expected at least " + floor.minNoise() + ", announced " + privacy.noiseStandardDeviation()));
        }
        // To take part without adding the noise announced would be to promise what is not there.
        if (privacy.mechanism() != NoiseMechanism.NONE) {
            return Optional.of(new JoinRefusal(
                    JoinFault.UNSUPPORTED_NOISE, privacy.mechanism().name()));
        }
        return Optional.empty();
    }

    private static Optional<JoinRefusal> weights(WeightFunction function, int maxWeight) {
        int least = function.weight(0, Integer.MAX_VALUE, maxWeight);
        return (long) least * WeightFunction.MAX_RATIO < maxWeight
                ? below(JoinFault.WEIGHTS_TOO_UNEVEN, ceilDiv(maxWeight, WeightFunction.MAX_RATIO), least)
                : Optional.empty();
    }

    private static Optional<JoinRefusal> below(JoinFault fault, int expected, int announced) {
        return Optional.of(new JoinRefusal(fault, "expected at least " + expected + ", announced " + announced));
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
