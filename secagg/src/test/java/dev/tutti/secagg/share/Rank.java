package dev.tutti.secagg.share;

import dev.tutti.secagg.field.PrimeField;

/** Rank of a matrix over F_p. */
final class Rank {
    private Rank() {}

    /** By elimination; the rows are left as they are. */
    static int of(int[][] matrix) {
        int[][] rows = new int[matrix.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = matrix[i].clone();
        }
        int rank = 0;
        for (int column = 0; column < rows[0].length; column++) {
            int pivot = rank;
            while (pivot < rows.length && rows[pivot][column] == 0) {
                pivot++;
            }
            if (pivot == rows.length) {
                continue;
            }
            int[] row = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank++] = row;
            int inverse = PrimeField.inverse(row[column]);
            for (int i = rank; i < rows.length; i++) {
                int factor = PrimeField.multiply(rows[i][column], inverse);
                for (int j = 0; j < row.length; j++) {
                    rows[i][j] = PrimeField.subtract(rows[i][j], PrimeField.multiply(factor, row[j]));
                }
            }
        }
        return rank;
    }
}
