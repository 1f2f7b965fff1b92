package dev.tutti.job.announcement;

import dev.tutti.enrolment.revocation.Revocation;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.job.config.Revocations;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signed list of revoked devices where the enrolment service put it. What cannot be believed is a value with its one
 * reason: whoever takes the list away, or puts an old one there, brings rounds to a stop and no revoked device back.
 */
final class RevocationFile {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationFile.class);

    /** A device id, a reason and an instant, each with room to spare. */
    private static final int ENTRY_BYTES = 64;

    private static final int MAX_BYTES = 4096 + RevokedDevices.MAX_DEVICES * ENTRY_BYTES;

    /** How far the clocks of job and enrolment service may differ, milliseconds. */
    private static final long CLOCKS_DIFFER_MILLIS = 300_000;

    private final Revocations setting;
    private final List<OperatorVerifier> issuers;
    private final Set<Withheld> waived;

    /** @param issuers public keys of the enrolment services; any of them may sign the one list */
    RevocationFile(Revocations setting, List<byte[]> issuers) {
        this(setting, issuers, Set.of());
    }

    /** @param waived what not to mind: nothing, but in the tests of attacks that leave one check out */
    RevocationFile(Revocations setting, List<byte[]> issuers, Set<Withheld> waived) {
        this.setting = setting;
        this.issuers = issuers.stream().map(OperatorVerifier::new).toList();
        this.waived = waived;
    }

    /**
     * What was read.
     *
     * @param version of the list; that last used where it is not believed or there is none
     * @param revoked packed; see {@link RevokedDevices}
     * @param fault why the list is not to be used, or null
     */
    record Reading(long version, byte[] revoked, @Nullable Withheld fault) {}

    /**
     * Reads the list as it lies there now.
     *
     * @param lastVersion version last used, 0 before the first
     * @param nowMillis wall clock
     */
    Reading read(long lastVersion, long nowMillis) {
        if (setting.isNone()) {
            return new Reading(lastVersion, RevokedDevices.NONE, null);
        }
        byte[] bytes;
        try {
            bytes = bytes();
        } catch (IOException | RuntimeException e) {
            // File systems that are plugged in throw what their clients throw: none of it may stop every population.
            LOG.warn("the list of revoked devices {} cannot be read", setting.path(), e);
            return new Reading(lastVersion, RevokedDevices.NONE, Withheld.REVOCATIONS_UNREADABLE);
        }
        SignedRevocationList signed;
        try {
            signed = SignedRevocationList.decode(bytes);
        } catch (MalformedMessageException e) {
            return new Reading(lastVersion, RevokedDevices.NONE, Withheld.REVOCATIONS_MALFORMED);
        }
        Withheld fault = fault(signed, lastVersion, nowMillis);
        if (fault != null) {
            return new Reading(lastVersion, RevokedDevices.NONE, fault);
        }
        List<DeviceId> devices =
                signed.list().revocations().stream().map(Revocation::device).toList();
        return new Reading(signed.list().version(), RevokedDevices.pack(devices), null);
    }

    private byte[] bytes() throws IOException {
        Path source = new Path(setting.path());
        try (FSDataInputStream in = source.getFileSystem().open(source)) {
            // One more than there may be: it is then malformed, and no longer file is read to its end.
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private @Nullable Withheld fault(SignedRevocationList signed, long lastVersion, long nowMillis) {
        RevocationList list = signed.list();
        long age = nowMillis - list.issuedAtMillis();
        if (list.revocations().size() > RevokedDevices.MAX_DEVICES) {
            return Withheld.REVOCATIONS_MALFORMED;
        }
        if (issuers.stream().noneMatch(signed::isSignedBy) && !waived.contains(Withheld.REVOCATIONS_UNSIGNED)) {
            return Withheld.REVOCATIONS_UNSIGNED;
        }
        if (list.version() < lastVersion && !waived.contains(Withheld.REVOCATIONS_ROLLED_BACK)) {
            return Withheld.REVOCATIONS_ROLLED_BACK;
        }
        if (age > setting.maxAgeMillis() && !waived.contains(Withheld.REVOCATIONS_STALE)) {
            return Withheld.REVOCATIONS_STALE;
        }
        return age < -CLOCKS_DIFFER_MILLIS ? Withheld.REVOCATIONS_FROM_THE_FUTURE : null;
    }
}
