package dev.tutti.secagg.share;

import dev.tutti.secagg.codec.Xof;
import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.UpdateStatement;

/** A sharing whose random values a test chooses. A device never does: {@link SecretSharing#of} draws them. */
public final class KnownSharing {
    private KnownSharing() {}

    /** The sharing with these values at −1…−k, 1…t_priv: B blocks, then the four of the degree proof. */
    public static SecretSharing of(CommitteeParameters committee, int[][] values) {
        return new SecretSharing(committee, values);
    }

    /** Values for a secret: block by block the secrets, then what is left to chance from the stream, in order. */
    public static int[][] values(CommitteeParameters committee, int[] secret, Xof stream) {
        int k = committee.secretsPerPolynomial();
        int blocks = secret.length / k;
        int[][] values = new int[blocks + UpdateStatement.PROOF_POLYNOMIALS][committee.recoveryThreshold()];
        for (int b = 0; b < values.length; b++) {
            for (int i = 0; i < values[b].length; i++) {
                values[b][i] =
                        b < blocks && i < k ? PrimeField.fromSigned(secret[b * k + i]) : PrimeField.sample(stream);
            }
        }
        return values;
    }
}
