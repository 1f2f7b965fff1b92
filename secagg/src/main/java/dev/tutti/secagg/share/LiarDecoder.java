package dev.tutti.secagg.share;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.field.PrimeField;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the polynomial of degree below r through points of which up to ⌊(n−r)/2⌋ are wrong (Berlekamp and Welch). Solves
 * Q(x) = y·E(x) for deg Q &lt; r+e and E of degree e with leading coefficient 1: with at most e wrong points there is a
 * solution, and every solution has Q = f·E.
 */
public final class LiarDecoder {
    private static final int NO_PIVOT = -1;

    private LiarDecoder() {}

    /**
     * Decodes.
     *
     * @param points distinct elements of F_p, n ≥ r of them
     * @param values what was received there
     * @param r bound on the degree
     * @return coefficients of f, lowest first, or empty when no polynomial of that degree agrees with all but
     *     ⌊(n−r)/2⌋ of the points
     */
    public static Optional<int[]> decode(int[] points, int[] values, int r) {
        int n = points.length;
        Expect.inRange("number of values", values.length, n, n);
        Expect.inRange("r", r, 1, n);
        int e = (n - r) / 2;
        return solve(equations(points, values, r, e)).flatMap(solution -> divide(solution, r, e));
    }

    /** Row per point: the coefficients of Q at its powers, then those of −y·E. */
    private static int[][] equations(int[] points, int[] values, int r, int e) {
        int[][] rows = new int[points.length][r + 2 * e + 1];
        for (int i = 0; i < points.length; i++) {
            int power = 1;
            for (int j = 0; j < r + e; j++) {
                rows[i][j] = power;
                if (j <= e) {
                    rows[i][r + e + j] = PrimeField.subtract(0, PrimeField.multiply(values[i], power));
                }
                power = PrimeField.multiply(power, points[i]);
            }
        }
        return rows;
    }

    /** A vector ending in 1 that every row annihilates, if there is one: Q, then E with leading coefficient 1. */
    private static Optional<int[]> solve(int[][] rows) {
        int columns = rows[0].length;
        int[] pivotOfColumn = new int[columns];
        int rank = 0;
        for (int column = 0; column < columns; column++) {
            int pivot = rank;
            while (pivot < rows.length && rows[pivot][column] == 0) {
                pivot++;
            }
            if (pivot == rows.length) {
                pivotOfColumn[column] = NO_PIVOT;
                continue;
            }
            int[] row = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank] = row;
            scale(row, PrimeField.inverse(row[column]));
            for (int i = 0; i < rows.length; i++) {
                if (i != rank && rows[i][column] != 0) {
                    subtract(rows[i], row, rows[i][column]);
                }
            }
            pivotOfColumn[column] = rank++;
        }
        int last = columns - 1;
        if (pivotOfColumn[last] != NO_PIVOT) {
            return Optional.empty();
        }
        int[] vector = new int[columns];
        vector[last] = 1;
        for (int column = 0; column < columns; column++) {
            if (pivotOfColumn[column] != NO_PIVOT) {
                vector[column] = PrimeField.subtract(0, rows[pivotOfColumn[column]][last]);
            }
        }
        return Optional.of(vector);
    }

    private static void scale(int[] row, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] = PrimeField.multiply(row[i], factor);
        }
    }

    private static void subtract(int[] row, int[] other, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] = PrimeField.subtract(row[i], PrimeField.multiply(other[i], factor));
        }
    }

    /**
     * Q/E, when E divides Q. The quotient is then right at all but e points: Q(x) = y·E(x) at every one, so f(x) = y
     * wherever E is not zero.
     */
    private static Optional<int[]> divide(int[] solution, int r, int e) {
        int[] q = Arrays.copyOf(solution, r + e);
        int[] quotient = new int[r];
        for (int i = r - 1; i >= 0; i--) {
            quotient[i] = q[i + e];
            for (int j = 0; j <= e; j++) {
                q[i + j] = PrimeField.subtract(q[i + j], PrimeField.multiply(quotient[i], solution[r + e + j]));
            }
        }
        return Arrays.stream(q).allMatch(remainder -> remainder == 0) ? Optional.of(quotient) : Optional.empty();
    }
}
