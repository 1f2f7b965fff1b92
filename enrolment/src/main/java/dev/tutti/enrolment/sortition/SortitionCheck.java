package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.HeadWitness;
import dev.tutti.enrolment.log.LogHead;
import dev.tutti.enrolment.log.SeenHead;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a committee was chosen among the eligible, of a log that was fixed before the beacon, with thresholds that
 * withstand every corrupt device that may be eligible; and whether one device is eligible. A device asks the one before
 * it masks, whoever seats devices the other before it seats them. With the tickets public, the eligible are known from
 * the beacon on: who can corrupt devices within an epoch is not held off.
 */
public final class SortitionCheck {
    private final OperatorVerifier enrolmentKey;
    private final BeaconSource beacons;
    private final HeadWitness witness;
    private final double corruptShare;

    /**
     * @param enrolmentKey the pinned key of the enrolment service
     * @param beacons the verifier's own source; never the operator's word
     * @param witness when heads were there: a {@link dev.tutti.enrolment.log.FollowedLog}, or whom else the verifier
     *     trusts to say it
     * @param corruptShare γ, share of devices that may be corrupt, in [0, 1)
     */
    public SortitionCheck(
            OperatorVerifier enrolmentKey, BeaconSource beacons, HeadWitness witness, double corruptShare) {
        this.enrolmentKey = enrolmentKey;
        this.beacons = beacons;
        this.witness = witness;
        this.corruptShare = corruptShare;
    }

    /**
     * Whether an announced committee may be believed now: the first check that fails, or empty.
     *
     * @param shown what came with the announcement
     * @param committee the announced thresholds
     * @param devices who is seated, by the announced check-ins, in the order of seats
     */
    public Optional<SortitionFault> check(CommitteeProof shown, CommitteeParameters committee, List<DeviceId> devices) {
        return check(shown, committee, devices, Set.of());
    }

    /** As above, blind to what is waived: only tests of attacks leave a check out. */
    Optional<SortitionFault> check(
            CommitteeProof shown, CommitteeParameters committee, List<DeviceId> devices, Set<SortitionFault> waived) {
        Optional<SortitionFault> over = beacons.notCurrent(shown.epoch()).filter(fault -> !waived.contains(fault));
        if (over.isPresent()) {
            return over;
        }
        if (shown.proofs().size() != devices.size()) {
            return Optional.of(SortitionFault.WRONG_SIZE);
        }
        return check(shown.epoch(), witnessed(shown.head()), committee, shown.claims(devices), waived);
    }

    /**
     * Whether a device may be seated now: the first check that fails, or empty.
     *
     * @param shown what came with its check-in
     * @param device whose check-in it is
     * @param members m of the committee to be drawn, 1 to 128
     */
    public Optional<SortitionFault> check(Eligibility shown, DeviceId device, int members) {
        return check(shown, device, members, Set.of());
    }

    /** As above, blind to what is waived: only tests of attacks leave a check out. */
    Optional<SortitionFault> check(Eligibility shown, DeviceId device, int members, Set<SortitionFault> waived) {
        Optional<SortitionFault> over = beacons.notCurrent(shown.epoch()).filter(fault -> !waived.contains(fault));
        Optional<Beacon> beacon = beacon(shown.epoch());
        if (over.isPresent() || beacon.isEmpty()) {
            return over.or(() -> Optional.of(SortitionFault.NO_BEACON));
        }
        Findings findings = new Findings(waived);
        checkHead(findings, beacon.get(), witnessed(shown.head()));
        if (findings.first.isEmpty()) {
            checkSeats(
                    findings,
                    beacon.get(),
                    shown.head().head(),
                    members,
                    List.of(new SeatClaim(device, shown.proof())));
        }
        return findings.first;
    }

    /**
     * Whether a committee of any epoch was fairly drawn, for those who look back: the first check that fails, or empty.
     *
     * @param head the head, and when the verifier, or a witness that it trusts, first held it
     * @param committee the announced thresholds
     * @param seats who is seated, one claim to a seat
     */
    public Optional<SortitionFault> check(
            long epoch, SeenHead head, CommitteeParameters committee, List<SeatClaim> seats) {
        return check(epoch, head, committee, seats, Set.of());
    }

    /** As above, blind to what is waived: only tests of attacks leave a check out. */
    Optional<SortitionFault> check(
            long epoch,
            SeenHead head,
            CommitteeParameters committee,
            List<SeatClaim> seats,
            Set<SortitionFault> waived) {
        // 1. a beacon
        Optional<Beacon> beacon = beacon(epoch);
        if (beacon.isEmpty()) {
            return Optional.of(SortitionFault.NO_BEACON);
        }
        Findings findings = new Findings(waived);
        checkHead(findings, beacon.get(), head);
        LogHead log = head.signed().head();
        // 5. as many seats as members, 6. whose thresholds withstand all corrupt devices that may be eligible
        findings.expect(SortitionFault.WRONG_SIZE, seats.size() == committee.members());
        findings.expect(
                SortitionFault.THRESHOLD_TOO_LOW,
                committee.corrupt() >= neededCorrupt(committee.members(), log.devices()));
        if (findings.first.isEmpty()) {
            checkSeats(findings, beacon.get(), log, committee.members(), seats);
        }
        return findings.first;
    }

    private void checkHead(Findings findings, Beacon beacon, SeenHead head) {
        // 2. a head of the log, 3. that was there before the beacon; what it says of its own time is not enough
        findings.expect(SortitionFault.BAD_HEAD, head.signed().isSignedBy(enrolmentKey));
        findings.expect(
                SortitionFault.HEAD_NOT_BEFORE_BEACON,
                head.signed().head().atMillis() < beacon.atMillis() && head.seenAtMillis() < beacon.atMillis());
        // 4. and no older than the beacon before
        findings.expect(
                SortitionFault.HEAD_TOO_OLD,
                beacon.epoch() == 0
                        || beacon(beacon.epoch() - 1)
                                .filter(before -> head.signed().head().atMillis() >= before.atMillis())
                                .isPresent());
    }

    private static void checkSeats(Findings findings, Beacon beacon, LogHead head, int members, List<SeatClaim> seats) {
        if (head.devices() == 0) {
            findings.expect(SortitionFault.NOT_IN_LOG, false);
            return;
        }
        // 7. each seat another device, 8. enrolled, 9. under that head, 10. and eligible
        Threshold threshold = Threshold.of(members, head.devices());
        Set<DeviceId> seen = new HashSet<>();
        for (SeatClaim seat : seats) {
            findings.expect(SortitionFault.NOT_DISTINCT, seen.add(seat.device()));
            findings.expect(
                    SortitionFault.WRONG_DEVICE, seat.proof().entry().device().equals(seat.device()));
            findings.expect(SortitionFault.NOT_IN_LOG, seat.proof().verify(head));
            findings.expect(
                    SortitionFault.NOT_ELIGIBLE,
                    Ticket.of(beacon, seat.device()).isBelow(threshold));
        }
    }

    private Optional<Beacon> beacon(long epoch) {
        return beacons.beacon(epoch).filter(beacon -> beacon.epoch() == epoch);
    }

    /** A head that nobody held was not there before any beacon. */
    private SeenHead witnessed(SignedLogHead head) {
        return new SeenHead(head, witness.firstHeldMillis(head).orElse(Long.MAX_VALUE));
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
