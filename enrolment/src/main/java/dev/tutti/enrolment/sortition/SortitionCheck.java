package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.SeenHead;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a committee was chosen among the eligible, of a log that was fixed before the beacon, with thresholds that
 * withstand every corrupt device that may be eligible. A device asks before it masks. With the tickets public, the
 * eligible are known from the beacon on: who can corrupt devices within an epoch is not held off.
 */
public final class SortitionCheck {
    private final OperatorVerifier enrolmentKey;
    private final BeaconSource beacons;
    private final double corruptShare;

    /**
     * @param enrolmentKey the pinned key of the enrolment service
     * @param beacons the verifier's own source; never the operator's word
     * @param corruptShare γ, share of devices that may be corrupt, in [0, 1)
     */
    public SortitionCheck(OperatorVerifier enrolmentKey, BeaconSource beacons, double corruptShare) {
        this.enrolmentKey = enrolmentKey;
        this.beacons = beacons;
        this.corruptShare = corruptShare;
    }

    /**
     * The first check that fails, or empty.
     *
     * @param head the head, and when the verifier, or a witness that it trusts, first held it
     * @param committee the announced thresholds
     * @param seats who is seated, one claim to a seat
     */
    public Optional<SortitionFault> check(
            long epoch, SeenHead head, CommitteeParameters committee, List<SeatClaim> seats) {
        return check(epoch, head, committee, seats, Set.of());
    }

    /**
     * The first check that fails, or empty.
     *
     * @param waived faults to be blind to: none, but in the tests of attacks that leave one check out
     */
    Optional<SortitionFault> check(
            long epoch,
            SeenHead head,
            CommitteeParameters committee,
            List<SeatClaim> seats,
            Set<SortitionFault> waived) {
        // 1. a beacon
        Optional<Beacon> found = beacons.beacon(epoch).filter(beacon -> beacon.epoch() == epoch);
        if (found.isEmpty()) {
            return Optional.of(SortitionFault.NO_BEACON);
        }
        Beacon beacon = found.get();
        Findings findings = new Findings(waived);
        // 2. a head of the log, 3. that was there before it; what the head says of its own time is not enough
        findings.expect(SortitionFault.BAD_HEAD, head.signed().isSignedBy(enrolmentKey));
        findings.expect(
                SortitionFault.HEAD_NOT_BEFORE_BEACON,
                head.signed().head().atMillis() < beacon.atMillis() && head.seenAtMillis() < beacon.atMillis());
        // 4. as many seats as members, 5. whose thresholds withstand all corrupt devices that may be eligible
        findings.expect(SortitionFault.WRONG_SIZE, seats.size() == committee.members());
        findings.expect(
                SortitionFault.THRESHOLD_TOO_LOW,
                committee.corrupt()
                        >= neededCorrupt(
                                committee.members(), head.signed().head().devices()));
        if (findings.first.isPresent() || head.signed().head().devices() == 0) {
            return findings.first.or(() -> Optional.of(SortitionFault.NOT_IN_LOG));
        }
        // 6. each seat another device, 7. enrolled, 8. under that head, 9. and eligible
        Threshold threshold =
                Threshold.of(committee.members(), head.signed().head().devices());
        Set<DeviceId> seen = new HashSet<>();
        for (SeatClaim seat : seats) {
            findings.expect(SortitionFault.NOT_DISTINCT, seen.add(seat.device()));
            findings.expect(
                    SortitionFault.WRONG_DEVICE, seat.proof().entry().device().equals(seat.device()));
            findings.expect(
                    SortitionFault.NOT_IN_LOG, seat.proof().verify(head.signed().head()));
            findings.expect(
                    SortitionFault.NOT_ELIGIBLE,
                    Ticket.of(beacon, seat.device()).isBelow(threshold));
        }
        return findings.first;
    }

    /** The t that is needed; more than any committee has when no committee would do. */
    private int neededCorrupt(int members, int devices) {
        try {
            return SortitionPlan.of(members, devices, corruptShare).committee().corrupt();
        } catch (CommitteeRefusedException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static final class Findings {
        private final Set<SortitionFault> waived;
        private Optional<SortitionFault> first = Optional.empty();

        Findings(Set<SortitionFault> waived) {
            this.waived = waived;
        }

        void expect(SortitionFault fault, boolean holds) {
            if (!holds && first.isEmpty() && !waived.contains(fault)) {
                first = Optional.of(fault);
            }
        }
    }
}
