package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;

/** {@code layout.json}: slices, polynomials, chunks and slots of vectors of some sizes. */
final class LayoutVectors {
    private static final RingParameters RING = new RingParameters(2048, 562949953392641L);
    private static final RingParameters TWO_PRIMES = new RingParameters(4096, 9007199254429697L, 9007199254364161L);

    private LayoutVectors() {}

    static ObjectNode file() {
        return object().put(
                        "about",
                        "where slices, chunks and parameters lie; N = 2048, 49-bit q, w = 18, k = 2, and of the last ones"
                                + " N = 4096, 106 bits, w = 15, k = 6")
                .<ObjectNode>set(
                        "vectors",
                        array().add(layout("one parameter", 1, 4, 2))
                                .add(layout("a slice exactly full", 4 * 4096 - 6, 4, 2))
                                .add(layout("one parameter more", 4 * 4096 - 5, 4, 2))
                                .add(layout("chunks larger than slices", 10000, 2, 9))
                                .add(layout("an uneven last chunk", 100000, 7, 3))
                                .add(layout("a million parameters", 1000000, 64, 64)))
                .set(
                        "two_primes",
                        array().add(layout("a slice exactly full", TWO_PRIMES, 15, 6, 2 * 24576 - 6, 2, 1))
                                .add(layout("a million parameters", TWO_PRIMES, 15, 6, 1000000, 16, 9)));
    }

    private static ObjectNode layout(String name, int dimension, int perSlice, int perChunk) {
        return layout(name, RING, 18, 2, dimension, perSlice, perChunk);
    }

    private static ObjectNode layout(
            String name, RingParameters ring, int w, int k, int dimension, int perSlice, int perChunk) {
        VectorLayout layout = VectorLayout.of(
                new Encoding(dimension, 8, 1f, 1f, w, k, perSlice, perChunk, WeightFunction.UNIFORM, 1, false), ring);
        ArrayNode slices = array();
        for (int slice = 0; slice < layout.slices(); slice++) {
            slices.add(object().put("first_polynomial", layout.firstPolynomialOf(slice))
                    .put("polynomials", layout.polynomialsIn(slice))
                    .put("first_slot", layout.firstSlotOf(slice))
                    .put("first_parameter", layout.firstParameterOf(slice))
                    .put("parameters", layout.parametersIn(slice)));
        }
        ArrayNode chunks = array();
        for (int chunk = 0; chunk < layout.chunks(); chunk++) {
            chunks.add(object().put("slice", layout.sliceOfChunk(chunk))
                    .put("first_polynomial", layout.firstPolynomialOfChunk(chunk))
                    .put("polynomials", layout.polynomialsInChunk(chunk))
                    .put("bytes", layout.chunkBytes(chunk)));
        }
        return vector(name)
                .put("dimension", dimension)
                .put("polynomials_per_slice", perSlice)
                .put("polynomials_per_chunk", perChunk)
                .put("slot_of_last_parameter", layout.slotOfParameter(dimension - 1))
                .put("total_polynomials", layout.totalPolynomials())
                .<ObjectNode>set("slices", slices)
                .set("chunks", chunks);
    }
}
