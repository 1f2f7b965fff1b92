package dev.tutti.job.update;

/**
 * A sealed share on its way to its decryptor's box.
 *
 * @param cohort announcement hash, hex
 * @param member seat, 1-based
 * @param device device id, hex
 * @param upload upload id, hex
 * @param leaf Merkle leaf hash of the sealed share, hex: what the box is told to look for
 * @param sealed HPKE ciphertext
 * @param logTime milliseconds on the monotone log clock
 */
public record ShareArrived(
        String cohort, int member, String device, String upload, String leaf, byte[] sealed, long logTime) {}
