package dev.tutti.job.round;

import java.util.List;

/**
 * Tells one member's box which contributors were sealed, so that it can ask the member to vote.
 *
 * @param cohort announcement hash, hex
 * @param member seat, 1-based
 * @param memberDevice device (hex) in that seat
 * @param cohortRoot Merkle root over the sealed cohort
 * @param contributors the sealed cohort, sorted by device id
 */
public record SealNotice(
        String cohort, int member, String memberDevice, byte[] cohortRoot, List<SealedContributor> contributors) {
    /**
     * One contributor, with all a member checks about it.
     *
     * @param device device id, hex
     * @param upload upload id, hex
     * @param statement canonical update statement
     * @param signature enclave signature
     * @param credential canonical signed credential
     * @param shareLeaves leaf hashes of all its sealed shares, member 1 first
     */
    public record SealedContributor(
            String device, String upload, byte[] statement, byte[] signature, byte[] credential, byte[] shareLeaves) {}
}
