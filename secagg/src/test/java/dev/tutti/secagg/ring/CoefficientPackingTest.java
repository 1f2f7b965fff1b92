package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CoefficientPackingTest {
    @Test
    void everyRingPacksAndUnpacks() {
        for (RingParameters ring : ParameterSets.rings()) {
            long[] coefficients =
                    new Random(1).longs(ring.degree(), 0, ring.modulus()).toArray();
            byte[] packed = CoefficientPacking.pack(coefficients, ring);
            assertThat(packed).hasSize(ring.polynomialBytes());
            for (int i = 0; i < coefficients.length; i++) {
                assertThat(CoefficientPacking.get(packed, i, ring.coefficientBits()))
                        .isEqualTo(coefficients[i]);
            }
        }
    }

    @Test
    void theMostSignificantBitComesFirstAndNothingBetween() {
        RingParameters ring = new RingParameters(8, 12289);
        long[] coefficients = {1, 2, 3, 4, 5, 6, 7, 12288};
        StringBuilder bits = new StringBuilder();
        for (long coefficient : coefficients) {
            bits.append(String.format("%14s", Long.toBinaryString(coefficient)).replace(' ', '0'));
        }
        assertThat(new BigInteger(1, CoefficientPacking.pack(coefficients, ring)))
                .isEqualTo(new BigInteger(bits.toString(), 2));
    }

    @Test
    void everyWidthIsAddedAsItIsRead() {
        Random random = new Random(2);
        for (int bits = 5; bits <= 56; bits++) {
            // 1 mod 16 with exactly that many bits; whether it is prime is nothing to packing.
            RingParameters ring = new RingParameters(8, (1L << (bits - 1)) + 1);
            assertThat(ring.coefficientBits()).isEqualTo(bits);
            byte[] packed = new byte[5 * ring.polynomialBytes()];
            random.nextBytes(packed);
            long[] sums = random.longs(50, 0, 1L << 61).toArray();
            long[] expected = sums.clone();
            for (int i = 0; i < 40; i++) {
                expected[3 + i] += CoefficientPacking.get(packed, i, bits);
            }
            CoefficientPacking.addTo(sums, 3, 40, packed, 0, bits);
            assertThat(sums).containsExactly(expected);
            // A part of them, from the middle.
            for (int i = 0; i < 16; i++) {
                expected[30 + i] += CoefficientPacking.get(packed, 16 + i, bits);
            }
            CoefficientPacking.addTo(sums, 30, 16, packed, 2 * bits, bits);
            assertThat(sums).containsExactly(expected);
        }
    }

    @Test
    void addingBeyondEitherArrayIsRefused() {
        long[] sums = new long[16];
        byte[] packed = new byte[2 * 49];
        assertThatThrownBy(() -> CoefficientPacking.addTo(sums, 1, 16, packed, 0, 49))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> CoefficientPacking.addTo(sums, 0, 16, packed, 1, 49))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> CoefficientPacking.addTo(sums, 0, 12, packed, 0, 49))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyWidthIsPackedAsItIsRead() {
        Random random = new Random(3);
        for (int bits = 5; bits <= 56; bits++) {
            RingParameters ring = new RingParameters(8, (1L << (bits - 1)) + 1);
            long[] coefficients = random.longs(72, 0, ring.modulus()).toArray();
            byte[] packed = new byte[9 * ring.polynomialBytes() + 2];
            CoefficientPacking.pack(coefficients, ring, packed, 1);
            assertThat(packed[0]).isZero();
            assertThat(packed[packed.length - 1]).isZero();
            byte[] inner = Arrays.copyOfRange(packed, 1, packed.length - 1);
            for (int i = 0; i < coefficients.length; i++) {
                assertThat(CoefficientPacking.get(inner, i, bits)).isEqualTo(coefficients[i]);
            }
        }
    }
}
