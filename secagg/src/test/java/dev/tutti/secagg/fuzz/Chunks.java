package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.ring.CoefficientPacking;
import dev.tutti.secagg.ring.PolynomialPacking;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.unmask.SliceAccumulator;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Masked chunks: packed coefficients that a device sent, which may be of no whole polynomial, or q and more. */
final class Chunks {
    private static final List<RingParameters> RINGS = List.of(
            new RingParameters(8, 17), new RingParameters(16, 12289), new RingParameters(8, 72057594037927889L));

    private Chunks() {}

    /** Whether the bytes behind the first, which picks the ring, are whole polynomials. */
    static boolean unpackedAndAdded(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        RingParameters ring = RINGS.get(Math.floorMod(input[0], RINGS.size()));
        byte[] packed = Arrays.copyOfRange(input, 1, input.length);
        int count;
        try {
            count = PolynomialPacking.count(packed, ring);
        } catch (IllegalArgumentException e) {
            Require.that(packed.length % ring.polynomialBytes() != 0, "whole polynomials to be counted");
            return false;
        }
        long[] coefficients = unpack(packed, count, ring.coefficientBits());
        Require.equal(packed, CoefficientPacking.pack(coefficients, ring), "what was unpacked and packed");
        long[] sum = new long[count + 3];
        Arrays.fill(sum, ring.modulus() - 1);
        SliceAccumulator.add(sum, 2, packed, ring);
        for (int i = 0; i < count; i++) {
            Require.that(
                    sum[2 + i] >= 0
                            && sum[2 + i] >>> 62 == 0
                            && sum[2 + i] % ring.modulus() == Math.floorMod(coefficients[i] - 1, ring.modulus()),
                    "sums right mod q, and of 62 bits");
        }
        Require.that(
                sum[0] == ring.modulus() - 1 && sum[1] == ring.modulus() - 1 && sum[count + 2] == ring.modulus() - 1,
                "nothing beside the chunk's own coefficients to change");
        return true;
    }

    /** By arithmetic on one long number instead of shifts. */
    private static long[] unpack(byte[] packed, int count, int bits) {
        BigInteger all = new BigInteger(1, packed);
        BigInteger mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        long[] coefficients = new long[count];
        for (int i = 0; i < count; i++) {
            coefficients[i] = all.shiftRight((count - 1 - i) * bits).and(mask).longValueExact();
            Require.that(
                    CoefficientPacking.get(packed, i, bits) == coefficients[i], "coefficient " + i + " to be its bits");
        }
        return coefficients;
    }

    /** Two polynomials of each ring. */
    static List<byte[]> seeds() {
        return java.util.stream.IntStream.range(0, RINGS.size())
                .mapToObj(i -> {
                    byte[] seed = new byte[1 + 2 * RINGS.get(i).polynomialBytes()];
                    seed[0] = (byte) i;
                    return seed;
                })
                .toList();
    }
}
