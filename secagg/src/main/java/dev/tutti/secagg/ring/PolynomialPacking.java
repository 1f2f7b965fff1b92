package dev.tutti.secagg.ring;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;

/**
 * Whole polynomials on the wire, over one prime or two. Over two, a polynomial is all its residues modulo the first prime,
 * then all modulo the second, each part as {@link CoefficientPacking} writes it at the width of its prime: parts end on
 * byte borders.
 */
public final class PolynomialPacking {
    private PolynomialPacking() {}

    /**
     * Packs residues below their primes.
     *
     * @param residues whole polynomials, {@link RingParameters#residues} each
     */
    public static byte[] pack(long[] residues, RingParameters ring) {
        Expect.that(residues.length % ring.residues() == 0, "residues must come in whole polynomials");
        if (ring.primes().size() == 1) {
            return CoefficientPacking.pack(residues, ring);
        }
        byte[] packed = new byte[Math.multiplyExact(residues.length / ring.residues(), ring.polynomialBytes())];
        int at = 0;
        for (int from = 0; from < residues.length; from += ring.degree()) {
            RingParameters channel =
                    ring.channel(from / ring.degree() % ring.primes().size());
            byte[] part = CoefficientPacking.pack(Arrays.copyOfRange(residues, from, from + ring.degree()), channel);
            System.arraycopy(part, 0, packed, at, part.length);
            at += part.length;
        }
        return packed;
    }

    /** Residues that {@code packed} holds; refused unless they are whole polynomials. */
    public static int count(byte[] packed, RingParameters ring) {
        int polynomial = ring.polynomialBytes();
        Expect.that(
                packed.length % polynomial == 0,
                "packed residues must be whole polynomials of " + polynomial + " bytes, but are " + packed.length
                        + " bytes");
        return packed.length / polynomial * ring.residues();
    }
}
