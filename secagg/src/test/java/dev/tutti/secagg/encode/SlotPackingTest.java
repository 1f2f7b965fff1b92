package dev.tutti.secagg.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.secagg.fixture.Trials;
import dev.tutti.secagg.mask.LatticeMask;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, "Known answers", slots: k = 2, w = 18, T = 2^36, q = 562949953392641, three devices. */
final class SlotPackingTest {
    private static final long Q = 562949953392641L;
    private static final SlotPacking PACKING = new SlotPacking(18, 2);

    @Test
    void theLowestSumBorrowsFromTheSlotAbove() {
        assertThat(packed(-100000, 5, -30000, -7, -1071, 9)).containsExactly(1210720, -1865008, 2358225);
        assertThat(unmasked(1210720 - 1865008 + 2358225, -2047, 422281186217986L))
                .isEqualTo(1703937);
        assertThat(unpacked(1703937)).containsExactly(-131071, 7);
    }

    @Test
    void aCountRidesAboveALowSum() {
        assertThat(packed(-131071, 1, 127, 1, -127, 1)).containsExactly(131073, 262271, 262017);
        assertThat(unmasked(131073 + 262271 + 262017, 1500, 103079215759361L)).isEqualTo(655361);
        assertThat(unpacked(655361)).containsExactly(-131071, 3);
    }

    @Test
    void twoNegativeSumsBorrowAndGiveBack() {
        assertThat(packed(127, -127, -64, -64, -64, -64))
                .containsExactly(127 - 127L * 262144, -64 - 64L * 262144, -64 - 64L * 262144);
        assertThat(unmasked(127 - 127L * 262144 + 2 * (-64 - 64L * 262144), 2047, 140668702031871L))
                .isEqualTo(-66846721);
        assertThat(unpacked(-66846721)).containsExactly(-1, -255);
    }

    @Test
    void aSumOfHalfTheSlotWouldDecodeToItsOppositeAndOneTooManyAbove() {
        assertThat(unpacked(131072 + 3 * 262144)).containsExactly(-131072, 4);
        // Which is why the parameters of such a sum are refused: 1033·127 is the first beyond 2^17 − 1.
        assertThat(ParameterSets.slotsHold(18, 8, 1032, 0)).isTrue();
        assertThat(ParameterSets.slotsHold(18, 8, 1033, 0)).isFalse();
    }

    @Test
    void everySumStrictlyWithinHalfTheSlotIsExact() {
        Trials.run(500, random -> {
            int bits = 2 + random.nextInt(24);
            int k = 1 + random.nextInt(53 / bits);
            SlotPacking packing = new SlotPacking(bits, k);
            int half = 1 << (bits - 1);
            int[] slots = random.ints(k, -half + 1, half).toArray();
            if (random.nextBoolean()) {
                slots[0] = half - 1;
                slots[k - 1] = -half + 1;
            }
            long[] coefficient = new long[1];
            packing.pack(slots, 0, coefficient);
            long[] unpacked = new long[k];
            packing.unpack(coefficient, unpacked, 0);
            for (int i = 0; i < k; i++) {
                assertThat(unpacked[i]).isEqualTo(slots[i]);
            }
        });
    }

    private static long[] packed(int... slots) {
        long[] coefficients = new long[slots.length / 2];
        PACKING.pack(slots, 0, coefficients);
        return coefficients;
    }

    private static long[] unpacked(long coefficient) {
        long[] slots = new long[2];
        PACKING.unpack(new long[] {coefficient}, slots, 0);
        return slots;
    }

    /** M of T·E + V mod q, whose residue the document gives. */
    private static long unmasked(long v, long e, long residue) {
        assertThat(Math.floorMod((e << 36) + v, Q)).isEqualTo(residue);
        RingParameters ring = new RingParameters(2048, Q);
        long[] sum = new long[2048];
        sum[0] = residue;
        long[] found = LatticeMask.of(ring, 36, new int[2048]).unmask(new long[2048], sum);
        assertThat(found[0]).isEqualTo(e);
        return sum[0];
    }
}
