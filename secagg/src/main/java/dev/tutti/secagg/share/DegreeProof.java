package dev.tutti.secagg.share;

import static dev.tutti.secagg.statement.UpdateStatement.PROOF_POLYNOMIALS;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.PrimeField;
import java.nio.charset.StandardCharsets;

/**
 * Gives bad shares an owner: shares that do not lie on polynomials of degree below r fail at some member, who then names
 * the contributor in its vote (docs/protocol.md, "Degree proof").
 */
public final class DegreeProof {
    private static final byte[] LABEL = "deg/v1".getBytes(StandardCharsets.US_ASCII);

    private DegreeProof() {}

    /**
     * χ^(l)_b = SHAKE128("deg/v1" ‖ annHash ‖ deviceId ‖ H(c) ‖ blobRoot ‖ l) read as 31-bit numbers, p skipped; l = 1…4
     * in one byte. It binds the sealed shares (through their root) and not the cohort, and every block gets a challenge
     * of its own: powers of one challenge, or one for block 0 left at 1, could be worked around.
     *
     * @param blocks B
     * @return four rows of B elements
     */
    public static int[][] challenge(
            Digest announcement, DeviceId device, Digest ciphertextDigest, Digest shareRoot, int blocks) {
        int[][] challenge = new int[PROOF_POLYNOMIALS][blocks];
        for (int l = 0; l < PROOF_POLYNOMIALS; l++) {
            Xof stream = Xof.shake128(
                    LABEL,
                    announcement.bytes(),
                    device.bytes(),
                    ciphertextDigest.bytes(),
                    shareRoot.bytes(),
                    new byte[] {(byte) (l + 1)});
            for (int b = 0; b < blocks; b++) {
                challenge[l][b] = PrimeField.sample(stream);
            }
        }
        return challenge;
    }

    /**
     * Whether P^(l)(j) = g^(l)(j) + Σ_b χ^(l)_b·f_b(j) for all four l.
     *
     * @param proof P, coefficients lowest first
     * @param member j, 1…m
     * @param shares the member's B shares, then its four of the proof
     */
    public static boolean holds(int[][] proof, int[][] challenge, int member, int[] shares) {
        int blocks = shares.length - PROOF_POLYNOMIALS;
        for (int l = 0; l < PROOF_POLYNOMIALS; l++) {
            long sum = shares[blocks + l];
            for (int b = 0; b < blocks; b++) {
                sum = PrimeField.fold(sum + (long) challenge[l][b] * shares[b]);
            }
            if (PrimeField.reduce(sum) != PrimeField.evaluate(proof[l], member)) {
                return false;
            }
        }
        return true;
    }
}
