package dev.tutti.device.store;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.RoundId;
import java.nio.charset.StandardCharsets;

/**
 * What the device remembers of the one update it masked for an announcement.
 *
 * @param announcement announcement hash: at most one record each
 * @param round the round; no two records share population, task and round number
 * @param upload upload id of the masked update
 * @param state how far it got
 * @param reason why it is REJECTED, BURNED or ABANDONED, else empty; at most {@value #MAX_REASON} bytes
 * @param preparedAtMillis when masking began, milliseconds since the epoch
 * @param closesAtMillis when the round stops taking updates, milliseconds since the epoch
 */
public record UpdateRecord(
        Digest announcement,
        RoundId round,
        UploadId upload,
        UpdateState state,
        String reason,
        long preparedAtMillis,
        long closesAtMillis) {
    /** Longest reason, in bytes of UTF-8. */
    public static final int MAX_REASON = 1024;

    private static final String LABEL = "tutti/device-update-record/v1";
    private static final int MAX_ROUND_BYTES = 1024;

    /** Refuses a reason that is too long to be read back. */
    public UpdateRecord {
        int length = reason.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_REASON) {
            throw new IllegalArgumentException("reason: expected at most " + MAX_REASON + " bytes, got " + length);
        }
    }

    /** A record as it is written ahead of masking. */
    public static UpdateRecord preparing(
            Digest announcement, RoundId round, UploadId upload, long nowMillis, long closesAtMillis) {
        return new UpdateRecord(announcement, round, upload, UpdateState.PREPARING, "", nowMillis, closesAtMillis);
    }

    /**
     * The record one step further.
     *
     * @throws IllegalStateException if {@code next} does not follow from this state
     */
    public UpdateRecord to(UpdateState next, String why) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("expected a state that follows " + state + ", got " + next);
        }
        return new UpdateRecord(announcement, round, upload, next, why, preparedAtMillis, closesAtMillis);
    }

    byte[] encode() {
        return new CanonicalWriter(LABEL)
                .digest(announcement)
                .bytes(round.encode())
                .fixed(upload.bytes())
                .coded(state)
                .text(reason)
                .int64(preparedAtMillis)
                .int64(closesAtMillis)
                .toBytes();
    }

    static UpdateRecord decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new UpdateRecord(
                        in.digest(),
                        RoundId.decode(in.bytes(MAX_ROUND_BYTES)),
                        UploadId.of(in.fixed(UploadId.BYTES)),
                        in.coded(UpdateState.values()),
                        in.text(MAX_REASON),
                        in.int64(),
                        in.int64()));
    }
}
