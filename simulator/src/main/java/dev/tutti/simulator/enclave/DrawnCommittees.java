package dev.tutti.simulator.enclave;

import dev.tutti.device.committee.EligibilitySource;
import dev.tutti.device.trust.CommitteeChoice;
import dev.tutti.enrolment.log.FollowedLog;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.BeaconSource;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.EligibilityResult;
import dev.tutti.enrolment.sortition.EpochHeads;
import dev.tutti.enrolment.sortition.SortitionCheck;
import dev.tutti.job.config.Sortition;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * Committees drawn from the enrolled of a run, by a beacon of its own whose values whoever has its seed can foresee: it
 * protects nobody. One epoch lasts for the whole run: its head is signed when all are enrolled, and its beacon comes out
 * a moment later.
 */
public final class DrawnCommittees implements AutoCloseable {
    /** From the head to the beacon. */
    private static final long LEAD_MILLIS = 1_000;

    private static final long LONGEST_EPOCH_MILLIS = 2_000_000_000;
    private static final int SEED_BYTES = 32;
    private static final int HEADS_FOLLOWED = 4;

    private final Sortition sortition;
    private final long epoch;
    private final EpochHeads heads;
    private final CommitteeChoice choice;

    private DrawnCommittees(Sortition sortition, long epoch, EpochHeads heads, CommitteeChoice choice) {
        this.sortition = sortition;
        this.epoch = epoch;
        this.heads = heads;
        this.choice = choice;
    }

    /**
     * Fixes who is enrolled, and waits for the beacon: one to two seconds.
     *
     * @param folder for the heads
     * @param enrolment where all are enrolled by now
     * @param corruptShare share of the devices that committees must withstand as corrupt
     */
    static DrawnCommittees of(Path folder, FleetEnrolment enrolment, double corruptShare) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        // Beacons come out at every multiple of their distance. The largest with a multiple just ahead is taken.
        long ahead = clock.millis() + LEAD_MILLIS;
        long epoch = (ahead + LONGEST_EPOCH_MILLIS - 1) / LONGEST_EPOCH_MILLIS;
        long every = (ahead + epoch - 1) / epoch;
        Sortition sortition = Sortition.drawnForDevelopment(seed, (int) every);
        BeaconSource beacons = sortition.beacons();
        EpochHeads heads = EpochHeads.open(folder, enrolment.log(), beacons, enrolment.key(), clock);
        try {
            SignedLogHead head = heads.sign();
            OperatorVerifier service = new OperatorVerifier(enrolment.key().publicKey());
            FollowedLog followed = new FollowedLog(service, HEADS_FOLLOWED);
            int size = head.head().size();
            followed.accept(head, enrolment.log().consistency(size, size), clock.millis())
                    .ifPresent(fault -> {
                        throw new IllegalStateException("expected the log's first head to be accepted, got " + fault);
                    });
            while (beacons.beacon(epoch).isEmpty()) {
                Thread.sleep(Math.max(1, epoch * every - clock.millis()));
            }
            return new DrawnCommittees(
                    sortition,
                    epoch,
                    heads,
                    CommitteeChoice.drawn(new SortitionCheck(service, beacons, followed, corruptShare)));
        } catch (InterruptedException | RuntimeException e) {
            heads.close();
            throw e;
        }
    }

    /** What the job is told of it. */
    public Sortition sortition() {
        return sortition;
    }

    /** What devices make of it. */
    public CommitteeChoice choice() {
        return choice;
    }

    /**
     * What a device may show.
     *
     * @param members decryptors of a committee
     */
    public EligibilitySource eligibility(DeviceId device, int members) {
        Optional<Eligibility> shown =
                heads.eligibility(device, epoch, members) instanceof EligibilityResult.Eligible eligible
                        ? Optional.of(eligible.eligibility())
                        : Optional.empty();
        return () -> shown;
    }

    @Override
    public void close() {
        heads.close();
    }
}
