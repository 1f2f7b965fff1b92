package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Expect;

/**
 * k signed slots of w bits in one coefficient: V = Σ_v x_v·2^(w·v), signed, never reduced mod T (docs/protocol.md,
 * "Encode"). A sum of such V unpacks exactly while every slot's sum stays strictly within ±2^(w−1).
 */
public final class SlotPacking {
    private final int slotBits;
    private final int slotsPerCoefficient;

    /**
     * @param slotBits w
     * @param slotsPerCoefficient k; w·k ≤ 53
     */
    public SlotPacking(int slotBits, int slotsPerCoefficient) {
        this.slotBits = Expect.inRange("slotBits", slotBits, 2, 48);
        this.slotsPerCoefficient = Expect.inRange("slotsPerCoefficient", slotsPerCoefficient, 1, 53 / slotBits);
    }

    /**
     * Packs the slots of some coefficients.
     *
     * @param slots values of the whole vector
     * @param firstSlot first slot of the first coefficient
     * @param coefficients where V goes, one per coefficient
     */
    public void pack(int[] slots, int firstSlot, long[] coefficients) {
        int at = firstSlot;
        for (int i = 0; i < coefficients.length; i++) {
            long packed = 0;
            for (int v = 0; v < slotsPerCoefficient; v++) {
                packed += (long) slots[at++] << (slotBits * v);
            }
            coefficients[i] = packed;
        }
    }

    /**
     * Unpacks summed coefficients.
     *
     * @param coefficients M, one per coefficient
     * @param slots where the sums go, k per coefficient
     * @param firstSlot where the first of them goes
     */
    public void unpack(long[] coefficients, long[] slots, int firstSlot) {
        long half = 1L << (slotBits - 1);
        int at = firstSlot;
        for (long coefficient : coefficients) {
            long left = coefficient;
            for (int v = 0; v < slotsPerCoefficient; v++) {
                // The low w bits as a signed number; what it borrowed from the slot above is given back by the
                // subtraction.
                long digit = ((left + half) & (2 * half - 1)) - half;
                slots[at++] = digit;
                left = (left - digit) >> slotBits;
            }
        }
    }
}
