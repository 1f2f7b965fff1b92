package dev.tutti.device.committee;

import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device shows when it checks in. One that is not eligible offers nothing: nobody learns that it is there, and no
 * keys wait for a round that they cannot be seated in.
 */
public final class OwnEligibility {
    private static final Logger LOG = LoggerFactory.getLogger(OwnEligibility.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final Optional<EligibilitySource> source;
    private final CommitteeChoice committees;
    private final int members;
    private final Duration lookAgainAfter;

    private OwnEligibility(
            Optional<EligibilitySource> source, CommitteeChoice committees, int members, Duration lookAgainAfter) {
        this.source = source;
        this.committees = committees;
        this.members = members;
        this.lookAgainAfter = lookAgainAfter;
    }

    /** None is shown: where the operator chooses the committee. */
    public static OwnEligibility notShown() {
        return new OwnEligibility(
                Optional.empty(), CommitteeChoice.byTheOperator(), CommitteeParameters.MAX_MEMBERS, LOOK_AGAIN);
    }

    /**
     * What the source gives, if it holds.
     *
     * @param committees how committees are chosen, as this device believes it
     * @param members m of the committees that are drawn, 1 to {@value CommitteeParameters#MAX_MEMBERS}: it says how many
     *     devices are eligible
     */
    public static OwnEligibility shown(EligibilitySource source, CommitteeChoice committees, int members) {
        Expect.inRange("members", members, 1, CommitteeParameters.MAX_MEMBERS);
        return new OwnEligibility(Optional.of(source), committees, members, LOOK_AGAIN);
    }

    /** The same, looking again after a time that a test can wait for. */
    OwnEligibility lookingAgainAfter(Duration time) {
        return new OwnEligibility(source, committees, members, time);
    }

    /** Whether the device checks in only with something to show. */
    boolean isNeeded() {
        return source.isPresent();
    }

    /** How soon to look whether an epoch has come or gone, for a device that waits. */
    Duration lookAgainAfter() {
        return lookAgainAfter;
    }

    /** What to show now; empty when there is nothing, or nothing that holds. */
    Optional<Eligibility> current(DeviceId device) {
        return source.flatMap(EligibilitySource::current).filter(given -> holds(given, device));
    }

    /** Whether what was shown may still be seated with. */
    boolean holds(Eligibility shown, DeviceId device) {
        Optional<SortitionFault> fault = committees.notEligible(shown, device, members);
        fault.ifPresent(why -> LOG.debug("not eligible: {}", why));
        return fault.isEmpty();
    }
}
