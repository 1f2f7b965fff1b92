package dev.tutti.secagg.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.ring.ChineseRemainder;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Slots over rings with two primes. */
final class ResiduePackingTest {
    @Test
    void residuesAreThoseOfTheWholeNumber() {
        Trials.run(60, random -> {
            RingParameters ring = anyRing(random);
            Encoding encoding = anyEncoding(random, ring);
            int[] slots = extremeSlots(random, ring, encoding);
            long[] residues = new long[ring.residues()];
            SlotPacking.of(encoding, ring).pack(slots, 0, residues);
            for (int i = 0; i < ring.degree(); i += 37) {
                BigInteger number = BigInteger.ZERO;
                for (int v = encoding.slotsPerCoefficient() - 1; v >= 0; v--) {
                    int slot = slots[i * encoding.slotsPerCoefficient() + v];
                    number = number.shiftLeft(encoding.slotBits()).add(BigInteger.valueOf(slot));
                }
                for (int c = 0; c < 2; c++) {
                    BigInteger prime = BigInteger.valueOf(ring.channel(c).modulus());
                    assertThat(residues[c * ring.degree() + i])
                            .isEqualTo(number.mod(prime).longValueExact());
                }
            }
        });
    }

    @Test
    void everySumStrictlyWithinHalfTheSlotIsExact() {
        Trials.run(120, random -> {
            RingParameters ring = anyRing(random);
            Encoding encoding = anyEncoding(random, ring);
            SlotPacking packing = SlotPacking.of(encoding, ring);
            int[] slots = extremeSlots(random, ring, encoding);
            long[] polynomial = new long[ring.residues()];
            packing.pack(slots, 0, polynomial);
            new ChineseRemainder(ring).centre(polynomial);
            long[] unpacked = new long[slots.length];
            packing.unpack(polynomial, unpacked, 0);
            for (int i = 0; i < slots.length; i++) {
                assertThat(unpacked[i]).isEqualTo(slots[i]);
            }
        });
    }

    @Test
    void moreSlotsThanTheModulusHoldsAreRefused() {
        RingParameters ring = ParameterSets.twoPrimeRings().get(0);
        assertThatThrownBy(() -> SlotPacking.of(encoding(42, 2), ring)).isInstanceOf(IllegalArgumentException.class);
        SlotPacking.of(encoding(41, 2), ring);
    }

    private static RingParameters anyRing(Random random) {
        List<RingParameters> rings = ParameterSets.twoPrimeRings();
        return rings.get(random.nextInt(rings.size()));
    }

    private static Encoding anyEncoding(Random random, RingParameters ring) {
        int bits = 8 + random.nextInt(25);
        int most = Math.min(16, (ring.coefficientBits() - 1) / bits);
        return encoding(bits, 1 + random.nextInt(most));
    }

    private static Encoding encoding(int slotBits, int slots) {
        return new Encoding(1000, 8, 1, 1, slotBits, slots, 4, 4, WeightFunction.UNIFORM, 1, false);
    }

    /** Each slot anything strictly within ±2^(w−1); often all at one edge, or alternating between both. */
    private static int[] extremeSlots(Random random, RingParameters ring, Encoding encoding) {
        int most = (int) ((1L << (encoding.slotBits() - 1)) - 1);
        int[] slots = random.ints((long) ring.degree() * encoding.slotsPerCoefficient(), -most, most)
                .toArray();
        int kind = random.nextInt(4);
        for (int i = 0; i < slots.length && kind > 0; i++) {
            slots[i] = kind == 1 || kind == 3 && i % 2 == 0 ? most : -most;
        }
        return slots;
    }
}
