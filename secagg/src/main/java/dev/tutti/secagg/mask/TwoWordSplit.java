package dev.tutti.secagg.mask;

import dev.tutti.secagg.codec.Expect;

/**
 * Takes y = T·E + M apart where it has two words: M in [−T/2, T/2) and E. As with one word, y must be centred modulo q
 * before it comes here.
 */
final class TwoWordSplit {
    private final int plaintextBits;
    private final long halfLow;
    private final long halfHigh;
    private final long maskLow;
    private final long maskHigh;

    /**
     * @param plaintextBits log2 of T, 1…126
     */
    TwoWordSplit(int plaintextBits) {
        this.plaintextBits = Expect.inRange("plaintextBits", plaintextBits, 1, 126);
        int halfBit = plaintextBits - 1;
        halfLow = halfBit < Long.SIZE ? 1L << halfBit : 0;
        halfHigh = halfBit < Long.SIZE ? 0 : 1L << (halfBit - Long.SIZE);
        maskLow = plaintextBits < Long.SIZE ? (1L << plaintextBits) - 1 : -1;
        maskHigh = plaintextBits < Long.SIZE ? 0 : (1L << (plaintextBits - Long.SIZE)) - 1;
    }

    /**
     * Writes M over a polynomial and returns E.
     *
     * @param y N low words, then N high words; becomes M in the same form
     * @return E, N numbers; one beyond a {@code long} is cut to ±(2^63−1), which no bound on E admits
     */
    long[] split(long[] y) {
        int degree = y.length / 2;
        long[] residue = new long[degree];
        for (int i = 0; i < degree; i++) {
            // y + T/2 = T·E + (M + T/2), and M + T/2 is what lies below T.
            long low = y[i] + halfLow;
            long high = y[degree + i] + halfHigh + (Long.compareUnsigned(low, halfLow) < 0 ? 1 : 0);
            residue[i] = shifted(low, high);
            long message = low & maskLow;
            y[i] = message - halfLow;
            y[degree + i] = (high & maskHigh) - halfHigh - (Long.compareUnsigned(message, halfLow) < 0 ? 1 : 0);
        }
        return residue;
    }

    private long shifted(long low, long high) {
        if (plaintextBits >= Long.SIZE) {
            return high >> (plaintextBits - Long.SIZE);
        }
        long result = low >>> plaintextBits | high << (Long.SIZE - plaintextBits);
        boolean fits = high >> plaintextBits == result >> (Long.SIZE - 1);
        return fits ? result : high < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
    }
}
