package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;

/**
 * Puts the residues modulo two primes together to the one number in [−(q−1)/2, (q−1)/2] that has both, exactly, in two
 * words (H. L. Garner, 1959). For sums that are public already: what is subtracted depends on the value.
 */
public final class ChineseRemainder {
    private final int degree;
    /** Which prime is the smaller: its residues are reduced modulo the other as they are. */
    private final int smaller;

    private final long prime;
    private final Modulus other;
    /** 1/prime modulo the other. */
    private final long inverse;

    private final long productHigh;
    private final long productLow;
    private final long halfHigh;
    private final long halfLow;

    /**
     * @param ring a ring with two primes
     */
    public ChineseRemainder(RingParameters ring) {
        Expect.inRange("number of primes", ring.primes().size(), 2, 2);
        degree = ring.degree();
        smaller = ring.channel(0).modulus() < ring.channel(1).modulus() ? 0 : 1;
        prime = ring.channel(smaller).modulus();
        other = Modulus.of(ring.channel(1 - smaller));
        inverse = other.inverse(prime);
        BigInteger half = ring.product().shiftRight(1);
        productHigh = ring.product().shiftRight(Long.SIZE).longValueExact();
        productLow = ring.product().longValue();
        halfHigh = half.shiftRight(Long.SIZE).longValueExact();
        halfLow = half.longValue();
    }

    /**
     * Replaces a polynomial's residues by its centred coefficients.
     *
     * @param polynomial N residues modulo the first prime, then N modulo the second, both reduced; becomes N low words,
     *     then N high words, of 128-bit numbers in two's complement
     */
    public void centre(long[] polynomial) {
        Expect.inRange("number of residues", polynomial.length, 2 * degree, 2 * degree);
        int from = smaller * degree;
        int fromOther = degree - from;
        for (int i = 0; i < degree; i++) {
            long r = polynomial[from + i];
            // y = r + prime·t with t = (r' − r)/prime modulo the other, so y < q.
            long t = other.multiply(other.subtract(polynomial[fromOther + i], r), inverse);
            long low = prime * t + r;
            long high = Math.multiplyHigh(prime, t) + carry(low, r);
            if (high > halfHigh || high == halfHigh && Long.compareUnsigned(low, halfLow) > 0) {
                high -= productHigh + carry(low, productLow);
                low -= productLow;
            }
            polynomial[i] = low;
            polynomial[degree + i] = high;
        }
    }

    /** 1 if a is below b as an unsigned number: the carry of a sum a with the term b, or the borrow of a − b. */
    private static int carry(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }
}
