package dev.tutti.secagg.share;

import dev.tutti.secagg.field.PrimeField;
import dev.tutti.secagg.statement.CommitteeParameters;

/**
 * Where a sharing polynomial is evaluated: its k secrets at −1…−k, its t_priv random values at 1…t_priv, member j's share
 * at j. Any t_priv shares are therefore as good as the random values: independent of the secrets.
 */
final class SharingPoints {
    private SharingPoints() {}

    /** −1…−k. */
    static int[] ofSecrets(int secretsPerPolynomial) {
        int[] points = new int[secretsPerPolynomial];
        for (int i = 0; i < points.length; i++) {
            points[i] = PrimeField.P - 1 - i;
        }
        return points;
    }

    /** −1…−k, then 1…t_priv: the r points that fix a polynomial. */
    static int[] ofPolynomial(CommitteeParameters committee) {
        int k = committee.secretsPerPolynomial();
        int[] points = new int[committee.recoveryThreshold()];
        System.arraycopy(ofSecrets(k), 0, points, 0, k);
        for (int i = k; i < points.length; i++) {
            points[i] = i - k + 1;
        }
        return points;
    }

    /** 1…m. */
    static int[] ofMembers(int members) {
        int[] points = new int[members];
        for (int i = 0; i < members; i++) {
            points[i] = i + 1;
        }
        return points;
    }
}
