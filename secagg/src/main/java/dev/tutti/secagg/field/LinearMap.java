package dev.tutti.secagg.field;

import dev.tutti.secagg.codec.Expect;

/**
 * A matrix over F_p that takes values of a polynomial at some points to its values at others, or to its coefficients.
 * Made once, applied to every block.
 */
public final class LinearMap {
    private final int[][] rows;

    private LinearMap(int[][] rows) {
        this.rows = rows;
    }

    /**
     * Takes the values at {@code from} of a polynomial of degree below {@code from.length} to its values at {@code to}.
     *
     * @param from distinct elements of F_p
     * @param to elements of F_p
     */
    public static LinearMap interpolation(int[] from, int[] to) {
        int[][] basis = lagrangeBasis(from);
        int[][] rows = new int[to.length][from.length];
        for (int i = 0; i < to.length; i++) {
            for (int j = 0; j < from.length; j++) {
                rows[i][j] = PrimeField.evaluate(basis[j], to[i]);
            }
        }
        return new LinearMap(rows);
    }

    /** Takes the values at {@code from} of a polynomial of degree below {@code from.length} to its coefficients, lowest first. */
    public static LinearMap coefficients(int[] from) {
        int[][] basis = lagrangeBasis(from);
        int[][] rows = new int[from.length][from.length];
        for (int i = 0; i < from.length; i++) {
            for (int j = 0; j < from.length; j++) {
                rows[i][j] = basis[j][i];
            }
        }
        return new LinearMap(rows);
    }

    /** Length of the result. */
    public int size() {
        return rows.length;
    }

    /** The {@code row}-th component of the image of {@code values}. */
    public int apply(int row, int[] values) {
        int[] factors = rows[row];
        Expect.inRange("number of values", values.length, factors.length, factors.length);
        long sum = 0;
        for (int i = 0; i < factors.length; i++) {
            // A product is below 2^62, a folded sum below 2^33.
            sum = PrimeField.fold(sum + (long) factors[i] * values[i]);
        }
        return PrimeField.reduce(sum);
    }

    /** The image of {@code values}. */
    public int[] apply(int[] values) {
        int[] result = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            result[row] = apply(row, values);
        }
        return result;
    }

    /** Row j: the coefficients of the polynomial that is 1 at from[j] and 0 at the other points. */
    private static int[][] lagrangeBasis(int[] from) {
        int n = from.length;
        int[] all = new int[n + 1];
        all[0] = 1;
        for (int j = 0; j < n; j++) {
            // all := all · (X − from[j])
            for (int i = j + 1; i >= 0; i--) {
                int shifted = i == 0 ? 0 : all[i - 1];
                all[i] = PrimeField.subtract(shifted, PrimeField.multiply(all[i], from[j]));
            }
        }
        int[][] basis = new int[n][n];
        for (int j = 0; j < n; j++) {
            // Synthetic division of the product by (X − from[j]).
            int carry = 0;
            for (int i = n; i > 0; i--) {
                carry = PrimeField.add(all[i], PrimeField.multiply(carry, from[j]));
                basis[j][i - 1] = carry;
            }
            int scale = PrimeField.inverse(PrimeField.evaluate(basis[j], from[j]));
            for (int i = 0; i < n; i++) {
                basis[j][i] = PrimeField.multiply(basis[j][i], scale);
            }
        }
        return basis;
    }
}
