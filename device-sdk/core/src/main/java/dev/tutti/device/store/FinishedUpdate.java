package dev.tutti.device.store;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.SignedUpdate;
import java.util.List;

/**
 * A masked update ready to leave, with the terms it was masked for: everything needed to send identical bytes again and
 * to check its receipt. Holds ciphertext only; the mask secret is gone when one of these exists.
 *
 * <p>Owns its arrays; they are not copied (an update is as large as the model) and must not be changed.
 *
 * @param announcement terms of the cohort
 * @param signed statement, signature and credential
 * @param chunks packed masked polynomials, chunk 0 first
 * @param sealedShares sealed shares, seat 1 first
 */
public record FinishedUpdate(
        Announcement announcement, SignedUpdate signed, List<byte[]> chunks, List<byte[]> sealedShares) {
    private static final String LABEL = "tutti/device-finished-update/v1";
    private static final int MAX_PART_BYTES = 1 << 30;
    private static final int MAX_PARTS = 1 << 16;

    /** Keeps the lists from changing; the arrays stay shared. */
    public FinishedUpdate {
        chunks = List.copyOf(chunks);
        sealedShares = List.copyOf(sealedShares);
    }

    byte[] encode() {
        return new CanonicalWriter(LABEL)
                .bytes(announcement.encode())
                .bytes(signed.encode())
                .list(chunks, (part, out) -> out.bytes(part))
                .list(sealedShares, (part, out) -> out.bytes(part))
                .toBytes();
    }

    static FinishedUpdate decode(byte[] bytes) {
        return CanonicalReader.decode(
                bytes,
                LABEL,
                in -> new FinishedUpdate(
                        Announcement.decode(in.bytes(MAX_PART_BYTES)),
                        SignedUpdate.decode(in.bytes(MAX_PART_BYTES)),
                        in.list(MAX_PARTS, part -> part.bytes(MAX_PART_BYTES)),
                        in.list(MAX_PARTS, part -> part.bytes(MAX_PART_BYTES))));
    }
}
