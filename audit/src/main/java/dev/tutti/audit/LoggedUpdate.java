package dev.tutti.audit;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.statement.UpdateStatement;
import java.util.List;

/**
 * A whole update found in the log: a header that holds, with every chunk it signed for before it.
 *
 * @param device whose it is
 * @param header digest of the signed header
 * @param upload its upload id
 * @param base model version it was trained from
 * @param completedAt log time of the header, milliseconds
 * @param chunks packed ciphertext, in order
 */
record LoggedUpdate(DeviceId device, Digest header, UploadId upload, long base, long completedAt, List<byte[]> chunks) {
    LoggedUpdate {
        chunks = List.copyOf(chunks);
    }

    static LoggedUpdate of(UpdateStatement statement, List<byte[]> chunks, long completedAt) {
        return new LoggedUpdate(
                statement.device(),
                statement.digest(),
                statement.upload(),
                statement.base().version(),
                completedAt,
                chunks);
    }
}
