package dev.tutti.enrolment.revocation;

import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.FolderLock;
import dev.tutti.enrolment.store.RecordFile;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorKey;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The enrolment service's own list of revoked devices. A version is on the disk before anybody sees it, so no two lists
 * ever have one version, whatever happens; and a device once revoked stays so. Safe for use by several threads.
 */
public final class Revocations implements Closeable {
    private static final String LABEL = "tutti/revocations-file/v1";

    private final FolderLock lock;
    private final RecordFile file;
    private final InstantSource clock;
    private final TreeMap<DeviceId, Revocation> revoked = new TreeMap<>();
    private long issuedAtMillis;
    private boolean writing;

    private Revocations(Disk disk, Path folder, InstantSource clock) {
        this.clock = clock;
        lock = FolderLock.take(folder);
        try {
            file = RecordFile.open(
                    disk, folder.resolve("revocations.log"), LABEL, RevocationEvent.MAX_BYTES, this::replay);
            if (file.records() == 0) {
                add(Optional.empty());
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Goes on from what the folder holds; a new one begins with version 1, which revokes nobody.
     *
     * @throws dev.tutti.enrolment.store.EnrolmentStoreException if the folder is in use, damaged or cannot be read
     */
    public static Revocations open(Path folder, InstantSource clock) {
        return open(Disk.real(), folder, clock);
    }

    static Revocations open(Disk disk, Path folder, InstantSource clock) {
        return new Revocations(disk, folder, clock);
    }

    /** Revokes a device and makes the next version; a device that was revoked before changes nothing. */
    public synchronized RevocationList revoke(DeviceId device, RevocationReason reason) {
        if (!revoked.containsKey(device)) {
            add(Optional.of(new Revocation(device, reason, clock.millis())));
        }
        return list();
    }

    /** Makes the next version with the same devices: verifiers refuse a list that is too old. */
    public synchronized RevocationList renew() {
        add(Optional.empty());
        return list();
    }

    /** The latest version. */
    public synchronized RevocationList list() {
        if (writing) {
            throw new IllegalStateException(
                    "expected the last version on the disk, but writing it failed; open it again");
        }
        return new RevocationList(file.records(), issuedAtMillis, List.copyOf(revoked.values()));
    }

    /** The latest version, signed. */
    public SignedRevocationList signedList(OperatorKey enrolmentKey) {
        return SignedRevocationList.sign(enrolmentKey, list());
    }

    /** Whether a device was revoked. */
    public synchronized boolean isRevoked(DeviceId device) {
        return revoked.containsKey(device);
    }

    /** Length of the torn version that was cut off when the file was opened; 0 if there was none. */
    public synchronized long cutBytes() {
        return file.cutBytes();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } finally {
            lock.close();
        }
    }

    private void add(Optional<Revocation> revocation) {
        RevocationEvent event = new RevocationEvent(clock.millis(), revocation);
        // In memory first: should the disk fail, the device stays refused here until somebody looks.
        remember(event);
        writing = true;
        file.append(event.encode());
        writing = false;
    }

    private void replay(byte[] payload) {
        RevocationEvent event = RevocationEvent.decode(payload);
        if (event.revocation()
                .map(Revocation::device)
                .filter(revoked::containsKey)
                .isPresent()) {
            throw new MalformedMessageException("expected a device to be revoked once");
        }
        remember(event);
    }

    private void remember(RevocationEvent event) {
        issuedAtMillis = event.issuedAtMillis();
        event.revocation().ifPresent(one -> revoked.put(one.device(), one));
    }
}
