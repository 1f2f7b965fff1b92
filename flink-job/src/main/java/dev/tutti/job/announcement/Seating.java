package dev.tutti.job.announcement;

import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.SortitionFault;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sits on the committees of a round: devices with a fresh offer that are neither barred nor revoked, and where
 * committees are drawn, of one epoch and head, with the proof that they may sit there.
 */
final class Seating {
    private static final int BEACON_BYTES = 32;

    private final CheckIns checkIns;
    private final RevocationFile revocations;
    private final Sortition sortition;
    private final @Nullable Drawing drawing;
    private final SecureRandom random = new SecureRandom();

    Seating(CheckIns checkIns, RevocationFile revocations, Sortition sortition, @Nullable Drawing drawing) {
        this.checkIns = checkIns;
        this.revocations = revocations;
        this.sortition = sortition;
        this.drawing = drawing;
    }

    /**
     * One committee.
     *
     * @param devices ids (hex) in the order of seats
     * @param proof canonical bytes; empty where committees are not drawn
     */
    record Committee(List<String> devices, byte[] proof) {}

    /**
     * What came of it.
     *
     * @param committees by sub-cohort; empty when there are none
     * @param revoked the revoked devices that were gone by, packed
     * @param withheld why the round must wait, or null
     * @param detail more of that
     * @param askAgain whether to try again by and by, since nothing else may come
     */
    record Outcome(
            List<Committee> committees,
            byte[] revoked,
            @Nullable Withheld withheld,
            String detail,
            boolean askAgain) {
        private static Outcome tooFew(boolean askAgain) {
            return new Outcome(List.of(), RevokedDevices.NONE, null, "", askAgain);
        }

        private static Outcome waits(Withheld why, String detail) {
            return new Outcome(List.of(), RevokedDevices.NONE, why, detail, true);
        }
    }

    /**
     * Draws the committees of the next round. Offers are used up by {@link CheckIns#seat} only.
     *
     * @param known learns the version of the list of revoked devices
     */
    Outcome draw(TaskConfig task, PlannerState known, long now) throws Exception {
        List<Offer> offers = checkIns.fresh(task.timing(), now).stream()
                .filter(offer -> !known.barred.contains(offer.device()))
                .toList();
        if (Offer.together(offers, task.checkIns()).isEmpty()) {
            return Outcome.tooFew(false);
        }
        RevocationFile.Reading read = revocations.read(known.revocations, now);
        if (read.fault() != null) {
            return Outcome.waits(read.fault(), "");
        }
        known.revocations = read.version();
        List<String> eligible = Offer.together(
                offers.stream()
                        .filter(offer -> !RevokedDevices.contains(read.revoked(), offer.device()))
                        .toList(),
                task.checkIns());
        if (eligible.isEmpty()) {
            return Outcome.tooFew(true);
        }
        byte[] lot = new byte[BEACON_BYTES];
        random.nextBytes(lot);
        List<Committee> committees = new ArrayList<>();
        for (List<String> devices :
                CommitteeDraw.draw(eligible, lot, known.nextRound, task.shape().members(), task.subCohorts())) {
            if (drawing == null) {
                committees.add(new Committee(devices, new byte[0]));
                continue;
            }
            CommitteeProof proof = proof(devices);
            Optional<String> fault = fault(proof, devices, task, drawing);
            if (fault.isPresent()) {
                return Outcome.waits(Withheld.COMMITTEE_UNPROVEN, fault.get());
            }
            committees.add(new Committee(devices, proof.encode()));
        }
        return new Outcome(committees, read.revoked(), null, "", false);
    }

    private CommitteeProof proof(List<String> devices) throws Exception {
        List<Eligibility> shown = checkIns.shown(devices);
        Eligibility first = shown.get(0);
        return new CommitteeProof(
                first.epoch(),
                first.head(),
                shown.stream().map(Eligibility::proof).toList());
    }

    /** What devices would say to this committee. */
    private Optional<String> fault(CommitteeProof proof, List<String> devices, TaskConfig task, Drawing by) {
        try {
            sortition.requireWithstands(task, proof.head().head().devices());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        CommitteeParameters committee = task.shape().plan().committee();
        List<DeviceId> ids = devices.stream()
                .map(device -> DeviceId.of(HexFormat.of().parseHex(device)))
                .toList();
        return by.committee(proof, committee, ids, task.odds().corruptShare()).map(SortitionFault::name);
    }
}
