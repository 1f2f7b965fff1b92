package dev.tutti.enrolment.sortition;

import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.LogHead;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.enrolment.store.FolderLock;
import dev.tutti.enrolment.store.RecordFile;
import dev.tutti.enrolment.store.StoreFault;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.sign.OperatorKey;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Signs heads, and fixes which of them is an epoch's: the last one signed before its beacon and not before the beacon
 * before that. Whatever was answered for an epoch is answered again, across restarts and power cuts too, and no head is
 * ever dated before a beacon that is out. {@link #sign} wants to be called several times in an epoch; an epoch without a
 * head has no committee. Safe for use by several threads.
 *
 * <p>Between a beacon's coming out and this service's hearing of it, what keeps a head from being dated before it is the
 * service's clock, which must not be behind.
 */
public final class EpochHeads implements Closeable {
    private static final String LABEL = "tutti/epoch-heads/v1";
    private static final int EPOCHS_KEPT = 4;
    private static final int MOST_RECORDS = 512;

    private final EnrolmentLog log;
    private final BeaconSource beacons;
    private final OperatorKey enrolmentKey;
    private final InstantSource clock;
    private final FolderLock lock;
    private final RecordFile journal;

    /** By epoch; empty for one that never had a head. */
    private final TreeMap<Long, EpochHead> fixed = new TreeMap<>();

    /** In their order; those that no epoch to come can have are left away, but for the last. */
    private final List<SignedLogHead> signed = new ArrayList<>();

    private EpochHeads(
            Disk disk,
            Path folder,
            EnrolmentLog log,
            BeaconSource beacons,
            OperatorKey enrolmentKey,
            InstantSource clock) {
        this.log = log;
        this.beacons = beacons;
        this.enrolmentKey = enrolmentKey;
        this.clock = clock;
        lock = FolderLock.take(folder);
        try {
            journal =
                    RecordFile.open(disk, folder.resolve("heads.journal"), LABEL, EpochHead.MAX_BYTES, this::remember);
            signed.forEach(this::expectInLog);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Goes on from what the folder holds.
     *
     * @param log whose heads they are; stays the caller's to close
     * @throws EnrolmentStoreException if the folder is in use, damaged or cannot be read, or if the log has forgotten what
     *     a head was signed over
     */
    public static EpochHeads open(
            Path folder, EnrolmentLog log, BeaconSource beacons, OperatorKey enrolmentKey, InstantSource clock) {
        return open(Disk.real(), folder, log, beacons, enrolmentKey, clock);
    }

    static EpochHeads open(
            Disk disk,
            Path folder,
            EnrolmentLog log,
            BeaconSource beacons,
            OperatorKey enrolmentKey,
            InstantSource clock) {
        return new EpochHeads(disk, folder, log, beacons, enrolmentKey, clock);
    }

    /** Signs a head over all entries there are now; to be published. It is on the disk when this returns. */
    public synchronized SignedLogHead sign() {
        fixDue();
        long at = fixed.isEmpty() ? 0 : fixed.lastEntry().getValue().beaconAtMillis();
        if (!signed.isEmpty()) {
            at = Math.max(at, signed.get(signed.size() - 1).head().atMillis());
        }
        SignedLogHead head = log.signedHead(enrolmentKey, Math.max(at, clock.millis()));
        append(EpochHead.signed(head));
        return head;
    }

    /** The head of an epoch; empty if it has none, has no beacon yet, or is long over. */
    public synchronized Optional<SignedLogHead> head(long epoch) {
        fixDue();
        return Optional.ofNullable(fixed.get(epoch)).flatMap(EpochHead::head);
    }

    /**
     * What a device may say of itself in an epoch.
     *
     * @param members m of the committee to be drawn, 1 to 128
     */
    public EligibilityResult eligibility(DeviceId device, long epoch, int members) {
        Optional<SignedLogHead> found = head(epoch);
        Optional<Beacon> beacon = beacons.beacon(epoch);
        if (found.isEmpty() || beacon.isEmpty()) {
            return new EligibilityResult.Ineligible(EligibilityResult.Reason.NO_HEAD);
        }
        LogHead head = found.get().head();
        Optional<Integer> index = log.firstEntry(device).filter(place -> place < head.size());
        if (index.isEmpty()) {
            return new EligibilityResult.Ineligible(EligibilityResult.Reason.NOT_ENROLLED_IN_TIME);
        }
        return Ticket.of(beacon.get(), device).isBelow(Threshold.of(members, head.devices()))
                ? new EligibilityResult.Eligible(
                        new Eligibility(epoch, found.get(), log.inclusion(index.get(), head.size())))
                : new EligibilityResult.Ineligible(EligibilityResult.Reason.NOT_DRAWN);
    }

    @Override
    public synchronized void close() {
        try {
            journal.close();
        } finally {
            lock.close();
        }
    }

    /** Fixes the heads of the epochs whose beacons are out. */
    private void fixDue() {
        OptionalLong newest = newest();
        if (newest.isEmpty()) {
            return;
        }
        long last = newest.getAsLong();
        // Epochs before the current ones serve nobody any more.
        long first = Math.max(0, last - 1);
        for (long epoch = fixed.isEmpty() ? first : Math.max(first, fixed.lastKey() + 1); epoch <= last; epoch++) {
            Optional<Beacon> beacon = beacons.beacon(epoch);
            if (beacon.isEmpty()) {
                // The source was there a moment ago: later.
                return;
            }
            append(EpochHead.fixed(epoch, beacon.get().atMillis(), choose(beacon.get())));
        }
        forgetBefore(fixed.lastEntry().getValue().beaconAtMillis());
    }

    private Optional<SignedLogHead> choose(Beacon beacon) {
        Optional<Long> from = beacon.epoch() == 0
                ? Optional.of(0L)
                : beacons.beacon(beacon.epoch() - 1).map(Beacon::atMillis);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        return signed.stream()
                .filter(head ->
                        head.head().atMillis() >= from.get() && head.head().atMillis() < beacon.atMillis())
                .reduce((earlier, later) -> later);
    }

    /** The last epoch whose beacon is out, in about 2·log2 of as many steps as there are since the last one known. */
    private OptionalLong newest() {
        long known = fixed.isEmpty() ? 0 : fixed.lastKey();
        if (beacons.beacon(known).isEmpty()) {
            return OptionalLong.empty();
        }
        long step = 1;
        while (beacons.beacon(known + step).isPresent()) {
            known += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (beacons.beacon(known + step).isPresent()) {
                known += step;
            }
        }
        return OptionalLong.of(known);
    }

    private void append(EpochHead head) {
        byte[] payload = head.encode();
        journal.append(payload);
        remember(payload);
        if (journal.records() > MOST_RECORDS) {
            List<byte[]> kept = new ArrayList<>();
            fixed.values().forEach(each -> kept.add(each.encode()));
            signed.forEach(each -> kept.add(EpochHead.signed(each).encode()));
            journal.replace(kept);
        }
    }

    private void remember(byte[] payload) {
        EpochHead head = EpochHead.decode(payload);
        if (head.epoch().isPresent()) {
            fixed.put(head.epoch().getAsLong(), head);
            while (fixed.size() > EPOCHS_KEPT) {
                fixed.pollFirstEntry();
            }
        } else {
            head.head().ifPresent(signed::add);
        }
    }

    private void forgetBefore(long beaconAtMillis) {
        while (signed.size() > 1 && signed.get(0).head().atMillis() < beaconAtMillis) {
            signed.remove(0);
        }
    }

    private void expectInLog(SignedLogHead head) {
        int size = head.head().size();
        if (size > log.size() || !log.root(size).equals(head.head().root())) {
            throw new EnrolmentStoreException(
                    StoreFault.DAMAGED,
                    "the enrolment log does not have what a head was signed over (" + size
                            + " entries): it was put back to an older state. Put the newest copy back",
                    null);
        }
    }
}
