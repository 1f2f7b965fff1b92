package dev.tutti.job.update;

/**
 * An update that passed every check of its own. Not yet part of any cohort.
 *
 * @param cohort announcement hash, hex
 * @param device device id, hex
 * @param upload upload id, hex
 * @param baseVersion model version it was trained from
 * @param statement canonical update statement
 * @param signature enclave signature over it
 * @param credential canonical signed credential
 * @param shareLeaves Merkle leaf hashes of its sealed shares, member 1 first, 32 bytes each
 * @param completedAt log time of its header, milliseconds
 */
public record VerifiedUpdate(
        String cohort,
        String device,
        String upload,
        long baseVersion,
        byte[] statement,
        byte[] signature,
        byte[] credential,
        byte[] shareLeaves,
        long completedAt) {}
