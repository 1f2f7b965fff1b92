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
            assertThat(CoefficientPacking.count(packed, ring)).isEqualTo(ring.degree());
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
    void aPartOfAPolynomialIsRefused() {
        RingParameters ring = new RingParameters(8, 12289);
        assertThatThrownBy(() -> CoefficientPacking.count(new byte[15], ring))
                .isInstanceOf(IllegalArgumentException.class);
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
            long combined = 0;
            for (int i = 0; i < 40; i++) {
                expected[3 + i] += CoefficientPacking.get(packed, i, bits);
                combined |= expected[3 + i];
            }
            assertThat(CoefficientPacking.addTo(sums, 3, packed, ring)).isEqualTo(combined);
            assertThat(sums).containsExactly(expected);
        }
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
