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
    private final List<Channel> channels;

    /**
     * What packing modulo one prime needs.
     *
     * @param groupSize how many slots together stay below the prime
     * @param groupFactor 2^(w·groupSize) modulo the prime
     */
    private record Channel(Modulus modulus, int groupSize, long groupFactor) {}

    ResiduePacking(int slotBits, int slotsPerCoefficient, RingParameters ring) {
        this.slotBits = slotBits;
        this.slotsPerCoefficient = slotsPerCoefficient;
        channels = ring.channels().stream().map(this::channel).toList();
    }

    private Channel channel(RingParameters ring) {
        Modulus modulus = Modulus.of(ring);
        // s slots make at most 2^(w·s−1) in magnitude, and a prime of that many bits is larger.
        int groupSize = Math.max(1, ring.coefficientBits() / slotBits);
        return new Channel(modulus, groupSize, modulus.power(2, (long) slotBits * groupSize));
    }

    /** As {@link SlotPacking#pack}: N residues modulo the first prime, then N modulo the second. */
    void pack(int[] slots, int firstSlot, long[] residues) {
        int degree = residues.length / channels.size();
        for (int c = 0; c < channels.size(); c++) {
            pack(slots, firstSlot, residues, c * degree, degree, channels.get(c));
        }
    }

    /** Horner's rule over groups of slots, highest group first. */
    private void pack(int[] slots, int firstSlot, long[] residues, int from, int degree, Channel channel) {
        Modulus modulus = channel.modulus();
        int size = channel.groupSize();
        long factor = channel.groupFactor();
        int highest = (slotsPerCoefficient - 1) / size * size;
        int at = firstSlot;
        for (int i = from; i < from + degree; i++) {
            long residue = modulus.fromSigned(group(slots, at + highest, slotsPerCoefficient - highest));
            for (int start = highest - size; start >= 0; start -= size) {
                long next = modulus.fromSigned(group(slots, at + start, size));
                residue = modulus.add(modulus.multiply(residue, factor), next);
            }
            residues[i] = residue;
            at += slotsPerCoefficient;
        }
    }

    private long group(int[] slots, int from, int size) {
        long packed = 0;
        for (int v = size - 1; v >= 0; v--) {
            packed = (packed << slotBits) + slots[from + v];
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
