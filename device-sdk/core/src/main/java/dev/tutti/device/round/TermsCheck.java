package dev.tutti.device.round;

import dev.tutti.device.PrivacyFloor;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CohortLimits;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The checks on an announcement's numbers: sound by themselves, and within this device's own floor. */
final class TermsCheck {
    /** A committee must withstand at least one corrupt member in so many. */
    static final int MEMBERS_PER_CORRUPT = 16;

    private final PrivacyFloor floor;

    TermsCheck(PrivacyFloor floor) {
        this.floor = floor;
    }

    /** One step for each term, in order; each gives its own reason or nothing. */
    Stream<Supplier<Optional<JoinRefusal>>> steps(Announcement terms) {
        CohortLimits limits = terms.limits();
        CommitteeParameters committee = terms.committee();
        return Stream.of(
                () -> atLeast(JoinFault.TOO_FEW_CONTRIBUTORS, floor.minContributors(), limits.minContributors()),
                () -> atLeast(JoinFault.TOO_FEW_PER_BASE, floor.minPerBase(), limits.minPerBase()),
                () -> atLeast(JoinFault.TOO_FEW_MEMBERS, floor.minMembers(), committee.members()),
                () -> atLeast(JoinFault.TOO_FEW_CORRUPT, minCorrupt(committee), committee.corrupt()),
                // Twice t for margin: one share beyond t_priv leaks most of a block (protocol.md, "Shares").
                () -> atLeast(
                        JoinFault.PRIVACY_THRESHOLD_TOO_LOW, 2 * committee.corrupt(), committee.privacyThreshold()),
                () -> atLeast(JoinFault.QUORUM_NOT_UNIQUE, minQuorum(committee), committee.quorum()),
                () -> sealing(terms.sealing()),
                () -> noise(terms.privacy()),
                () -> mechanism(terms.privacy()),
                () -> weights(
                        terms.encoding().weightFunction(), terms.encoding().maxWeight()));
    }

    private int minCorrupt(CommitteeParameters committee) {
        return Math.max(floor.minCorrupt(), ceilDiv(committee.members(), MEMBERS_PER_CORRUPT));
    }

    /** The least quorum that two roots cannot both reach: v > (m+t)/2. */
    private static int minQuorum(CommitteeParameters committee) {
        return (committee.members() + committee.corrupt()) / 2 + 1;
    }

    private Optional<JoinRefusal> sealing(ShareSealing announced) {
        return floor.forCommittee().permits(announced)
                ? Optional.empty()
                : Optional.of(new JoinRefusal(
                        JoinFault.SEALING_BELOW_FLOOR,
                        "expected at least " + floor.minSealing() + ", announced " + announced));
    }

    private Optional<JoinRefusal> noise(PrivacyConfiguration privacy) {
        return privacy.noiseStandardDeviation() >= floor.minNoise()
                ? Optional.empty()
                : Optional.of(new JoinRefusal(
                        JoinFault.NOISE_BELOW_FLOOR,
                        "expected at least " + floor.minNoise() + ", announced " + privacy.noiseStandardDeviation()));
    }

    /** To take part without adding the noise announced would be to promise what is not there. */
    private static Optional<JoinRefusal> mechanism(PrivacyConfiguration privacy) {
        return privacy.mechanism() == NoiseMechanism.NONE
                ? Optional.empty()
                : Optional.of(new JoinRefusal(
                        JoinFault.UNSUPPORTED_NOISE, privacy.mechanism().name()));
    }

    private static Optional<JoinRefusal> weights(WeightFunction function, int maxWeight) {
        int least = function.weight(0, Integer.MAX_VALUE, maxWeight);
        return atLeast(JoinFault.WEIGHTS_TOO_UNEVEN, ceilDiv(maxWeight, WeightFunction.MAX_RATIO), least);
    }

    private static Optional<JoinRefusal> atLeast(JoinFault fault, int expected, int announced) {
        return announced >= expected
                ? Optional.empty()
                : Optional.of(new JoinRefusal(fault, "expected at least " + expected + ", announced " + announced));
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
