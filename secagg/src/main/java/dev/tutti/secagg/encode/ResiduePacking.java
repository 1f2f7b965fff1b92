package dev.tutti.secagg.encode;

import dev.tutti.secagg.ring.Modulus;
import dev.tutti.secagg.statement.RingParameters;
import java.util.List;

/**
 * Slots of a ring with two primes, where V = Σ_v x_v·2^(w·v) may need more than one word: packed, V is its residues;
 * unpacked, its sum comes as two words. Packing neither branches on slots nor forms V itself.
 */
final class ResiduePacking {
    private final int slotBits;
    private final int slotsPerCoefficient;
    private final List<Modulus> moduli;
    /** By prime: how many slots together stay below it, and 2^(w·that) modulo it. */
    private final int[] groupSize;

    private final long[] groupFactor;

    ResiduePacking(int slotBits, int slotsPerCoefficient, RingParameters ring) {
        this.slotBits = slotBits;
        this.slotsPerCoefficient = slotsPerCoefficient;
        moduli = ring.channels().stream().map(Modulus::of).toList();
        // s slots make at most 2^(w·s−1) in magnitude, and a prime of that many bits is larger.
        groupSize = ring.channels().stream()
                .mapToInt(channel -> Math.max(1, channel.coefficientBits() / slotBits))
                .toArray();
        groupFactor = new long[moduli.size()];
        for (int c = 0; c < groupFactor.length; c++) {
            groupFactor[c] = moduli.get(c).power(2, (long) slotBits * groupSize[c]);
        }
    }

    /** As {@link SlotPacking#pack}: N residues modulo the first prime, then N modulo the second. */
    void pack(int[] slots, int firstSlot, long[] residues) {
        int degree = residues.length / moduli.size();
        for (int c = 0; c < moduli.size(); c++) {
            for (int i = 0; i < degree; i++) {
                residues[c * degree + i] = residue(slots, firstSlot + i * slotsPerCoefficient, c);
            }
        }
    }

    /** Horner's rule over groups of slots, highest group first. */
    private long residue(int[] slots, int at, int c) {
        Modulus modulus = moduli.get(c);
        int size = groupSize[c];
        int start = (slotsPerCoefficient - 1) / size * size;
        long residue = modulus.fromSigned(group(slots, at + start, slotsPerCoefficient - start));
        while (start > 0) {
            start -= size;
            residue = modulus.add(
                    modulus.multiply(residue, groupFactor[c]), modulus.fromSigned(group(slots, at + start, size)));
        }
        return residue;
    }

    private long group(int[] slots, int from, int size) {
        long packed = 0;
        for (int v = 0; v < size; v++) {
            packed += (long) slots[from + v] << (slotBits * v);
        }
        return packed;
    }

    /** As {@link SlotPacking#unpack}, from N low words and then N high words. */
    void unpack(long[] words, long[] slots, int firstSlot) {
        int degree = words.length / 2;
        long half = 1L << (slotBits - 1);
        int at = firstSlot;
        for (int i = 0; i < degree; i++) {
            long low = words[i];
            long high = words[degree + i];
            for (int v = 0; v < slotsPerCoefficient; v++) {
                long digit = ((low + half) & (2 * half - 1)) - half;
                slots[at++] = digit;
                // What is left is a multiple of 2^w; the subtraction may borrow from the high word, or give back to it.
                high -= (digit >> (Long.SIZE - 1)) + (Long.compareUnsigned(low, digit) < 0 ? 1 : 0);
                low -= digit;
                low = low >>> slotBits | high << (Long.SIZE - slotBits);
                high >>= slotBits;
            }
        }
    }
}
