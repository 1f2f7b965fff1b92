package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.encode.SlotPacking;
import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;

/** {@code slots.json}: signed slots in a coefficient, and sums that no slot or modulus holds. */
final class SlotVectors {
    private SlotVectors() {}

    static ObjectNode file() {
        ArrayNode vectors = array().add(packed("the document's three devices, first", 18, 2, -100000, 5))
                .add(packed("the document's three devices, second", 18, 2, -30000, -7))
                .add(packed("the document's three devices, third", 18, 2, -1071, 9))
                .add(packed("largest and smallest, borrowing", 15, 3, 16383, -16383, -1))
                .add(packed("one slot", 26, 1, -32767))
                .add(packed("two coefficients", 4, 3, 7, -7, 0, -1, -1, -1));
        ArrayNode carries = array().add(carried(
                        "a sum of exactly half a slot is read as its negative and one too many above", 131072, 0))
                .add(carried("one past the lower edge is read as the largest and one too few above", -131073, 0));
        ArrayNode negatives = array().add(slots(18, 8, 1024, true))
                .add(slots(18, 8, 1032, true))
                .add(slots(18, 8, 1033, false))
                .add(slots(17, 8, 1024, false))
                .add(headroom(562949953392641L, 36, 1024, true))
                .add(headroom(562949953392641L, 37, 1024, false))
                .add(headroom(562949953392641L, 36, 4096, false));
        return object().put(
                        "about", "w-bit signed slots, k to a coefficient; which sums fit a slot, which residues fit q")
                .<ObjectNode>set("packing", vectors)
                .<ObjectNode>set("carries", carries)
                .set("limits", negatives);
    }

    private static ObjectNode packed(String name, int slotBits, int perCoefficient, int... slots) {
        long[] coefficients = new long[slots.length / perCoefficient];
        new SlotPacking(slotBits, perCoefficient).pack(slots, 0, coefficients);
        return vector(name)
                .put("w", slotBits)
                .put("k", perCoefficient)
                .<ObjectNode>set("slots", Json.of(slots))
                .set("coefficients", Json.of(coefficients));
    }

    private static ObjectNode carried(String name, int low, int high) {
        SlotPacking packing = new SlotPacking(18, 2);
        long[] coefficient = new long[1];
        packing.pack(new int[] {low, high}, 0, coefficient);
        long[] read = new long[2];
        packing.unpack(coefficient, read, 0);
        return vector(name)
                .put("w", 18)
                .put("k", 2)
                .<ObjectNode>set("sums", Json.of(new int[] {low, high}))
                .set("read_as", Json.of(read));
    }

    private static ObjectNode slots(int slotBits, int valueBits, int contributors, boolean expected) {
        boolean holds = ParameterSets.slotsHold(slotBits, valueBits, contributors, 0);
        return verdict(holds, expected, "COULD_CARRY", contributors + " values of " + valueBits + " bits")
                .put("w", slotBits)
                .put("b", valueBits)
                .put("n", contributors);
    }

    private static ObjectNode headroom(long q, int plaintextBits, int contributors, boolean expected) {
        boolean holds = ParameterSets.hasHeadroom(new RingParameters(2048, q), plaintextBits, contributors);
        return verdict(holds, expected, "NO_HEADROOM", contributors + " masks over T = 2^" + plaintextBits)
                .put("q", q)
                .put("plaintext_bits", plaintextBits)
                .put("n", contributors);
    }

    private static ObjectNode verdict(boolean holds, boolean expected, String fault, String what) {
        if (holds != expected) {
            throw new AssertionError(what + ": expected " + expected);
        }
        return vector(what + (holds ? " fit" : " do not fit")).put("fails", holds ? "" : fault);
    }
}
