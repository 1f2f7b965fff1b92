package dev.tutti.job.update;

import org.jspecify.annotations.Nullable;

/**
 * One record of an upload on its way to its door: a chunk or share with its digest, or the header.
 *
 * @param kind which record this was
 * @param cohort announcement hash, hex
 * @param device device id, hex
 * @param upload upload id, hex
 * @param index chunk index (0-based) or member (1-based); 0 for a header
 * @param slice slice a chunk named; 0 otherwise
 * @param bytes ciphertext of a chunk, or sealed share; null for a header
 * @param digest SHA-256 of a chunk, Merkle leaf hash of a share; null for a header
 * @param statement canonical update statement; null unless a header
 * @param signature enclave signature; null unless a header
 * @param credential canonical signed credential; null unless a header
 * @param partition partition of the record
 * @param offset offset of the record
 * @param logTime milliseconds on the monotone log clock
 */
public record UploadEvidence(
        Kind kind,
        String cohort,
        String device,
        String upload,
        int index,
        int slice,
        byte @Nullable [] bytes,
        byte @Nullable [] digest,
        byte @Nullable [] statement,
        byte @Nullable [] signature,
        byte @Nullable [] credential,
        int partition,
        long offset,
        long logTime) {
    /** Which record of an upload. */
    public enum Kind {
        CHUNK,
        SHARE,
        HEADER
    }
}
