package dev.tutti.device.trust;

import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionCheck;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.Announcement;
import java.util.List;
import java.util.Optional;

/**
 * Who may choose the committee (docs/protocol.md, "Choosing the committee"). Safe for use by several threads, as the
 * device's own beacon source is.
 */
public final class CommitteeChoice {
    private static final CommitteeChoice OPERATORS = new CommitteeChoice(Optional.empty());

    private final Optional<SortitionCheck> sortition;

    private CommitteeChoice(Optional<SortitionCheck> sortition) {
        this.sortition = sortition;
    }

    /**
     * By lot: an announcement has to show that all its members were eligible in an epoch that is not over, of a log that
     * was there before the epoch's beacon.
     *
     * @param sortition with the beacon source and the witness that this device has pinned; both are asked while messages
     *     are read, so neither may wait for a network
     */
    public static CommitteeChoice drawn(SortitionCheck sortition) {
        return new CommitteeChoice(Optional.of(sortition));
    }

    /**
     * By the operator, whoever it seats: then at most t corrupt members is its word and nothing else. For development,
     * and for operators that are trusted with it.
     */
    public static CommitteeChoice byTheOperator() {
        return OPERATORS;
    }

    /** Whether a committee has to show that it was drawn. */
    public boolean isByLot() {
        return sortition.isPresent();
    }

    /**
     * Why an announced committee is not known to have been drawn, for a person; empty if it was, or need not be.
     *
     * @param proof what came with the announcement, if it could be read
     */
    public Optional<String> notDrawn(Announcement announced, Optional<CommitteeProof> proof) {
        if (sortition.isEmpty()) {
            return Optional.empty();
        }
        if (proof.isEmpty()) {
            return Optional.of("expected a proof, announced none that can be read");
        }
        List<DeviceId> seated = announced.seats().stream()
                .map(seat -> seat.checkIn().statement().device())
                .toList();
        return sortition.get().check(proof.get(), announced.committee(), seated).map(SortitionFault::name);
    }

    /**
     * Why a device may not be seated now; empty if it may, or if that is up to the operator.
     *
     * @param members m of the committees to be drawn
     */
    public Optional<SortitionFault> notEligible(Eligibility shown, DeviceId device, int members) {
        return sortition.flatMap(check -> check.check(shown, device, members));
    }
}
