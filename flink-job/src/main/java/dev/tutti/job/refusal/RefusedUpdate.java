package dev.tutti.job.refusal;

import org.jspecify.annotations.Nullable;

/**
 * An update or a record that was not accepted, with its one reason.
 *
 * @param cohort announcement hash (hex) it named, or empty where unreadable
 * @param device device id (hex) it named, or null
 * @param upload upload id (hex) it named, or null
 * @param reason name of a {@link dev.tutti.schemas.update.RejectReason}
 * @param detail what was expected and found; never key material
 * @param partition partition it was read from, −1 when decided later
 * @param offset its offset, or −1
 * @param logTime milliseconds on the monotone log clock
 * @param platform what its credential says its key lives on, believed or not; see {@link ClaimedPlatform}
 * @param receipt whether the device named is told; not of a single record, without which its upload may yet be whole
 */
public record RefusedUpdate(
        String cohort,
        @Nullable String device,
        @Nullable String upload,
        String reason,
        String detail,
        int partition,
        long offset,
        long logTime,
        String platform,
        boolean receipt) {
    /** A refused update, or a record of which nothing more is known. */
    public RefusedUpdate(
            String cohort,
            @Nullable String device,
            @Nullable String upload,
            String reason,
            String detail,
            int partition,
            long offset,
            long logTime) {
        this(cohort, device, upload, reason, detail, partition, offset, logTime, ClaimedPlatform.UNKNOWN, true);
    }

    /** A single refused record of an upload. */
    public static RefusedUpdate record(
            String cohort,
            String device,
            String upload,
            String reason,
            String detail,
            int partition,
            long offset,
            long logTime) {
        return new RefusedUpdate(
                cohort, device, upload, reason, detail, partition, offset, logTime, ClaimedPlatform.UNKNOWN, false);
    }

    /** The same, counted for the platform that a credential names. */
    public RefusedUpdate of(String claimed) {
        return new RefusedUpdate(cohort, device, upload, reason, detail, partition, offset, logTime, claimed, receipt);
    }
}
