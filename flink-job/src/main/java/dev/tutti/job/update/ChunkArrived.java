package dev.tutti.job.update;

/**
 * A chunk of masked coefficients on its way to its slice.
 *
 * @param cohort announcement hash, hex
 * @param slice slice it says it belongs to; checked by the verifier before anything is admitted
 * @param device device id, hex
 * @param upload upload id, hex
 * @param chunkIndex position in the update, 0-based
 * @param digest SHA-256 of the ciphertext, hex: what the slice is told to admit
 * @param ciphertext packed coefficients
 * @param logTime milliseconds on the monotone log clock
 */
public record ChunkArrived(
        String cohort,
        int slice,
        String device,
        String upload,
        int chunkIndex,
        String digest,
        byte[] ciphertext,
        long logTime) {}
