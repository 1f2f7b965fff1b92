package dev.tutti.secagg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PolynomialPackingTest {
    @Test
    void overOnePrimeItIsTheCoefficientsPacking() {
        RingParameters ring = ParameterSets.rings().get(0);
        long[] residues =
                new Random(1).longs(2L * ring.degree(), 0, ring.modulus()).toArray();
        assertThat(PolynomialPacking.pack(residues, ring)).isEqualTo(CoefficientPacking.pack(residues, ring));
    }

    @Test
    void overTwoPrimesEachPolynomialIsOnePartAfterTheOther() {
        for (RingParameters ring : ParameterSets.twoPrimeRings()) {
            long[] residues = new long[2 * ring.residues()];
            Random random = new Random(2);
            for (int i = 0; i < residues.length; i++) {
                residues[i] =
                        random.nextLong(ring.channel(i / ring.degree() % 2).modulus());
            }
            byte[] packed = PolynomialPacking.pack(residues, ring);
            assertThat(packed).hasSize(2 * ring.polynomialBytes());
            assertThat(PolynomialPacking.count(packed, ring)).isEqualTo(residues.length);
            int from = 0;
            for (int part = 0; part < 4; part++) {
                RingParameters channel = ring.channel(part % 2);
                byte[] bytes = Arrays.copyOfRange(packed, from, from + channel.polynomialBytes());
                for (int i = 0; i < ring.degree(); i++) {
                    assertThat(CoefficientPacking.get(bytes, i, channel.coefficientBits()))
                            .isEqualTo(residues[part * ring.degree() + i]);
                }
                from += channel.polynomialBytes();
            }
        }
    }

    @Test
    void intoALargerArrayNothingBesideThePolynomialIsWritten() {
        for (RingParameters ring : List.of(
                ParameterSets.rings().get(0), ParameterSets.twoPrimeRings().get(0))) {
            long[] residues = new long[ring.residues()];
            Random random = new Random(3);
            Arrays.setAll(
                    residues,
                    i -> random.nextLong(ring.channel(i / ring.degree()).modulus()));
            byte[] packed = new byte[ring.polynomialBytes() + 12];
            Arrays.fill(packed, (byte) 0x5a);
            PolynomialPacking.pack(residues, ring, packed, 5);
            assertThat(Arrays.copyOfRange(packed, 5, packed.length - 7))
                    .isEqualTo(PolynomialPacking.pack(residues, ring));
            assertThat(Arrays.copyOf(packed, 5)).containsOnly(0x5a);
            assertThat(Arrays.copyOfRange(packed, packed.length - 7, packed.length))
                    .containsOnly(0x5a);
        }
    }

    @Test
    void aPartOfAPolynomialIsRefused() {
        RingParameters ring = ParameterSets.twoPrimeRings().get(3);
        assertThatThrownBy(() -> PolynomialPacking.pack(new long[ring.degree()], ring))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PolynomialPacking.count(new byte[ring.polynomialBytes() - 1], ring))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PolynomialPacking.count(new byte[15], new RingParameters(8, 12289)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(PolynomialPacking.count(new byte[28], new RingParameters(8, 12289)))
                .isEqualTo(16);
    }
}
