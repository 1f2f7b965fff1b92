package dev.tutti.secagg.share;

import static dev.tutti.secagg.statement.UpdateStatement.PROOF_POLYNOMIALS;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.field.LinearMap;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.statement.CommitteeParameters;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A device's packed Shamir sharing of one mask secret: B = N/k polynomials of degree below r = t_priv + k, each with k
 * secrets, and behind them four random ones for the degree proof (docs/protocol.md, "Shares"). Any t_priv members learn
 * nothing; any r recover; one share beyond t_priv already leaks most of a block.
 */
public final class SecretSharing implements AutoCloseable {
    private final LinearMap shares;
    private final LinearMap coefficients;
    private final int members;
    private final int blocks;
    /** Values of each polynomial at {@link SharingPoints#ofPolynomial}: B blocks, then the proof's random ones. */
    private final int[][] values;

    SecretSharing(CommitteeParameters committee, int[][] values) {
        int[] points = SharingPoints.ofPolynomial(committee);
        shares = LinearMap.interpolation(points, SharingPoints.ofMembers(committee.members()));
        coefficients = LinearMap.coefficients(points);
        members = committee.members();
        blocks = values.length - PROOF_POLYNOMIALS;
        this.values = values;
    }

    /**
     * Shares a secret.
     *
     * @param secret N signed coefficients, block by block; the caller's to erase
     */
    public static SecretSharing of(int[] secret, CommitteeParameters committee, SecureRandom random) {
        int k = committee.secretsPerPolynomial();
        int r = committee.recoveryThreshold();
        Expect.that(secret.length % k == 0, "secretsPerPolynomial must divide the length of the secret");
        int blocks = secret.length / k;
        int[][] values = new int[blocks + PROOF_POLYNOMIALS][r];
        for (int b = 0; b < values.length; b++) {
            for (int i = 0; i < r; i++) {
                boolean holdsSecret = b < blocks && i < k;
                values[b][i] = holdsSecret ? PrimeField.fromSigned(secret[b * k + i]) : PrimeField.sample(random);
            }
        }
        return new SecretSharing(committee, values);
    }

    /**
     * The shares of one member: B values, then the four of the degree proof, which never enter the sum.
     *
     * @param member 1…m
     */
    public int[] sharesOf(int member) {
        Expect.inRange("member", member, 1, members);
        int[] result = new int[values.length];
        for (int b = 0; b < result.length; b++) {
            result[b] = shares.apply(member - 1, values[b]);
        }
        return result;
    }

    /**
     * P^(l) = g^(l) + Σ_b χ^(l)_b·f_b, as r coefficients each, lowest first. Uniform whatever the secret, because g is.
     *
     * @param challenge χ: four rows of B elements, drawn only after the shares were sealed
     */
    public int[][] degreeProof(int[][] challenge) {
        int[][] proof = new int[PROOF_POLYNOMIALS][];
        for (int l = 0; l < PROOF_POLYNOMIALS; l++) {
            int[] at = values[blocks + l].clone();
            for (int b = 0; b < blocks; b++) {
                for (int i = 0; i < at.length; i++) {
                    at[i] = PrimeField.add(at[i], PrimeField.multiply(challenge[l][b], values[b][i]));
                }
            }
            proof[l] = coefficients.apply(at);
        }
        return proof;
    }

    /** Erases secret and randomness. */
    @Override
    public void close() {
        for (int[] block : values) {
            Arrays.fill(block, 0);
        }
    }

    /** Says nothing about the secret. */
    @Override
    public String toString() {
        return "SecretSharing[secret]";
    }
}
