package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.math.BigInteger;
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
}
