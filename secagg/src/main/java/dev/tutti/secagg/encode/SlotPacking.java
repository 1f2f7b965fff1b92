package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import org.jspecify.annotations.Nullable;

/**
 * k signed slots of w bits in one coefficient: V = Σ_v x_v·2^(w·v), signed, never reduced mod T (docs/protocol.md,
 * "Encode"). A sum of such V unpacks exactly while every slot's sum stays strictly within ±2^(w−1).
 *
 * <p>In a ring with one prime V is one signed word. In a ring with two it is packed as residues and unpacked from two words:
 * what {@code mask.LatticeMask} takes and gives.
 */
public final class SlotPacking {
    private final int slotBits;
    private final int slotsPerCoefficient;
    /** Only with two primes. */
    private final @Nullable ResiduePacking residues;

    /**
     * For a ring with one prime.
     *
     * @param slotBits w
     * @param slotsPerCoefficient k; w·k ≤ 53
     */
    public SlotPacking(int slotBits, int slotsPerCoefficient) {
        this(slotBits, Expect.inRange("slotsPerCoefficient", slotsPerCoefficient, 1, 53 / slotBits), null);
    }

    private SlotPacking(int slotBits, int slotsPerCoefficient, @Nullable ResiduePacking residues) {
        this.slotBits = Expect.inRange("slotBits", slotBits, 2, 48);
        this.slotsPerCoefficient = slotsPerCoefficient;
        this.residues = residues;
    }

    /** The slots of an encoding, in a ring with one prime or two. */
    public static SlotPacking of(Encoding encoding, RingParameters ring) {
        int slotBits = encoding.slotBits();
        int slotsPerCoefficient = encoding.slotsPerCoefficient();
        if (ring.primes().size() == 1) {
            return new SlotPacking(slotBits, slotsPerCoefficient);
        }
        Expect.inRange("plaintextBits", encoding.plaintextBits(), 2, ring.coefficientBits() - 1);
        return new SlotPacking(slotBits, slotsPerCoefficient, new ResiduePacking(slotBits, slotsPerCoefficient, ring));
    }

    /**
     * Packs the slots of some coefficients.
     *
     * @param slots values of the whole vector
     * @param firstSlot first slot of the first coefficient
     * @param coefficients where V goes: one per coefficient, or its residues, N modulo each prime
     */
    public void pack(int[] slots, int firstSlot, long[] coefficients) {
        if (residues != null) {
            residues.pack(slots, firstSlot, coefficients);
            return;
        }
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
     * @param coefficients M, one per coefficient, or with two primes N low words and then N high words
     * @param slots where the sums go, k per coefficient
     * @param firstSlot where the first of them goes
     */
    public void unpack(long[] coefficients, long[] slots, int firstSlot) {
        if (residues != null) {
            residues.unpack(coefficients, slots, firstSlot);
            return;
        }
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
