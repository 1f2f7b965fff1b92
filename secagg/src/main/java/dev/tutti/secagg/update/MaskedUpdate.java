package dev.tutti.secagg.update;

import dev.tutti.secagg.statement.SignedUpdate;
import java.util.List;

/**
 * Everything a device sends for one round. Nothing in it is secret. The arrays are not copied: treat them as fixed.
 *
 * @param signed the signed header, sent last
 * @param chunks packed ciphertext, in order
 * @param sealedShares one sealed share per member; index = member − 1
 */
public record MaskedUpdate(SignedUpdate signed, List<byte[]> chunks, List<byte[]> sealedShares) {
    public MaskedUpdate {
        chunks = List.copyOf(chunks);
        sealedShares = List.copyOf(sealedShares);
    }
}
