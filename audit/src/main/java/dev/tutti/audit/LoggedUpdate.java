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
 * @param place where its header lies
 * @param certain whether the log alone says that it counts: all of it lies in one partition, which has an order. Of what
 *     lies in several the job alone knows what came first
 */
record LoggedUpdate(
        DeviceId device,
        Digest header,
        UploadId upload,
        long base,
        long completedAt,
        List<byte[]> chunks,
        LogPlace place,
        boolean certain) {
    LoggedUpdate {
        chunks = List.copyOf(chunks);
    }

    static LoggedUpdate of(UpdateStatement statement, List<byte[]> chunks, long completedAt, LogPlace place) {
        return new LoggedUpdate(
                statement.device(),
                statement.digest(),
                statement.upload(),
                statement.base().version(),
                completedAt,
                chunks,
                place,
                true);
    }

    /** The same when the log alone does not say whether it counts. */
    LoggedUpdate uncertain() {
        return new LoggedUpdate(device, header, upload, base, completedAt, chunks, place, false);
    }
}
