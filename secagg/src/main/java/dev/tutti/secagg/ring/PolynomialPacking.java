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
        byte[] packed = new byte[Math.multiplyExact(residues.length / ring.residues(), ring.polynomialBytes())];
        pack(residues, ring, packed, 0);
        return packed;
    }

    /**
     * Packs residues below their primes into a larger array.
     *
     * @param residues whole polynomials, {@link RingParameters#residues} each
     * @param packed where they go
     * @param from first byte there
     */
    public static void pack(long[] residues, RingParameters ring, byte[] packed, int from) {
        Expect.that(residues.length % ring.residues() == 0, "residues must come in whole polynomials");
        if (ring.primes().size() == 1) {
            CoefficientPacking.pack(residues, ring, packed, from);
            return;
        }
        int at = from;
        for (int part = 0; part < residues.length / ring.degree(); part++) {
            RingParameters channel = ring.channel(part % ring.primes().size());
            int first = part * ring.degree();
            CoefficientPacking.pack(Arrays.copyOfRange(residues, first, first + ring.degree()), channel, packed, at);
            at += channel.polynomialBytes();
        }
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
