package dev.tutti.audit;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.SignedUpdate;
import java.util.List;

/**
 * A whole update found in the log: a header and every chunk it signed for before it.
 *
 * @param signed what the device signed
 * @param chunks packed ciphertext, in order
 * @param completedAt log time of the header, milliseconds
 */
record LoggedUpdate(SignedUpdate signed, List<byte[]> chunks, long completedAt) {
    LoggedUpdate {
        chunks = List.copyOf(chunks);
    }

    DeviceId device() {
        return signed.statement().device();
    }

    Digest header() {
        return signed.statement().digest();
    }

    long base() {
        return signed.statement().base().version();
    }
}
