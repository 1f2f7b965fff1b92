package dev.tutti.job.announcement;

import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.sortition.BeaconSource;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionCheck;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.job.config.JobConfig;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sortition as the job goes by it (protocol: "Choosing the committee"). It protects the job from nobody but announces no
 * committee that devices would refuse: they check it with beacons and a witness of their own, where the job takes the
 * enrolment service's word for when a head was there.
 */
final class Drawing {
    private final OperatorVerifier service;
    private final BeaconSource beacons;

    /**
     * @param service whose log committees are drawn from
     * @param beacons public randomness
     */
    Drawing(OperatorVerifier service, BeaconSource beacons) {
        this.service = service;
        this.beacons = beacons;
    }

    /** As configured; null where the operator chooses its committees. */
    static @Nullable Drawing of(JobConfig config) {
        return config.sortition().isDrawn()
                ? new Drawing(
                        new OperatorVerifier(config.issuerKeys().get(0)),
                        config.sortition().beacons())
                : null;
    }

    /** What an offer showed, or why it does not count. */
    record Verdict(@Nullable Eligibility shown, @Nullable CheckInFault fault) {}

    /**
     * Holds what an offer shows against the beacons of now.
     *
     * @param bytes as they came with the check-in
     * @param device whose check-in it is
     * @param members of a committee
     */
    Verdict eligibility(@Nullable ByteBuffer bytes, DeviceId device, int members) {
        if (bytes == null) {
            return new Verdict(null, CheckInFault.ELIGIBILITY_MISSING);
        }
        if (bytes.remaining() > Eligibility.MAX_BYTES) {
            return new Verdict(null, CheckInFault.ELIGIBILITY_MALFORMED);
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        Eligibility shown;
        try {
            shown = Eligibility.decode(copy);
        } catch (MalformedMessageException e) {
            return new Verdict(null, CheckInFault.ELIGIBILITY_MALFORMED);
        }
        Optional<SortitionFault> fault = check(0).check(shown, device, members);
        return fault.isPresent() ? new Verdict(null, reason(fault.get())) : new Verdict(shown, null);
    }

    /** Why a committee would not be believed now, or empty. */
    Optional<SortitionFault> committee(
            CommitteeProof shown, CommitteeParameters committee, List<DeviceId> devices, double corruptShare) {
        return check(corruptShare).check(shown, committee, devices);
    }

    /** Why nobody may be seated by an epoch's beacon now, or empty. */
    Optional<SortitionFault> notCurrent(long epoch) {
        return beacons.notCurrent(epoch);
    }

    private SortitionCheck check(double corruptShare) {
        return new SortitionCheck(service, beacons, HeadWitness.signedTime(), corruptShare);
    }

    private static CheckInFault reason(SortitionFault fault) {
        return switch (fault) {
            case NO_BEACON -> CheckInFault.NO_BEACON;
            case NOT_CURRENT -> CheckInFault.EPOCH_OVER;
            case BAD_HEAD -> CheckInFault.BAD_HEAD;
            case HEAD_NOT_BEFORE_BEACON -> CheckInFault.HEAD_NOT_BEFORE_BEACON;
            case HEAD_TOO_OLD -> CheckInFault.HEAD_TOO_OLD;
            case WRONG_DEVICE -> CheckInFault.ENROLMENT_OF_ANOTHER;
            case NOT_IN_LOG -> CheckInFault.NOT_IN_LOG;
            case NOT_ELIGIBLE -> CheckInFault.NOT_ELIGIBLE;
            case WRONG_SIZE, THRESHOLD_TOO_LOW, NOT_DISTINCT ->
                throw new IllegalStateException("expected a fault of one device, got " + fault);
        };
    }
}
