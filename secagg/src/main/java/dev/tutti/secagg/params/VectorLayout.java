package dev.tutti.secagg.params;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import java.util.Objects;

/**
 * Where everything lies in an update. The vector is cut into slices; each slice is a run of whole polynomials that starts
 * with {@value #CONTROL_SLOTS} control slots, then its parameters, then zeros. Slots are numbered through the whole
 * vector; polynomial j holds slots j·N·k …. A chunk is a run of polynomials of one slice.
 *
 * <p>Control slots, in order: the count (1 from every device), the weight, and in slice 0 the evaluation of the received
 * model: examples, correct ones, and the loss in two limbs, high then low.
 */
public final class VectorLayout {
    /** Control slots at the start of every slice. */
    public static final int CONTROL_SLOTS = 6;
    /** Control slot: 1 from every device. */
    public static final int COUNT = 0;
    /** Control slot: the update's weight. */
    public static final int WEIGHT = 1;
    /** Control slot: held-out examples evaluated. */
    public static final int EVALUATION_EXAMPLES = 2;
    /** Control slot: of those, classified correctly. */
    public static final int EVALUATION_CORRECT = 3;
    /** Control slot: high limb of the summed loss. */
    public static final int EVALUATION_LOSS_HIGH = 4;
    /** Control slot: low limb of the summed loss. */
    public static final int EVALUATION_LOSS_LOW = 5;

    private final int dimension;
    private final int slotsPerPolynomial;
    private final int polynomialsPerSlice;
    private final int polynomialsPerChunk;
    private final int polynomialBytes;
    private final int slices;
    private final int totalPolynomials;
    private final int chunksPerFullSlice;

    private VectorLayout(Encoding encoding, RingParameters ring) {
        dimension = encoding.dimension();
        slotsPerPolynomial = ring.degree() * encoding.slotsPerCoefficient();
        polynomialsPerSlice = encoding.polynomialsPerSlice();
        polynomialsPerChunk = Math.min(encoding.polynomialsPerChunk(), polynomialsPerSlice);
        polynomialBytes = ring.polynomialBytes();
        long sliceSlots = (long) polynomialsPerSlice * slotsPerPolynomial;
        Expect.inRange("slots of a slice", sliceSlots, CONTROL_SLOTS + 1, Integer.MAX_VALUE);
        slices = (int) ceilDiv(dimension, sliceSlots - CONTROL_SLOTS);
        long last = dimension - (slices - 1L) * (sliceSlots - CONTROL_SLOTS) + CONTROL_SLOTS;
        long polynomials = (slices - 1L) * polynomialsPerSlice + ceilDiv(last, slotsPerPolynomial);
        Expect.inRange("slots of the vector", polynomials * slotsPerPolynomial, 1, Integer.MAX_VALUE);
        totalPolynomials = (int) polynomials;
        long largestSlice = Math.min(polynomials, polynomialsPerSlice);
        Expect.inRange("residues of a slice", largestSlice * ring.residues(), 1, Integer.MAX_VALUE);
        chunksPerFullSlice = (int) ceilDiv(polynomialsPerSlice, polynomialsPerChunk);
    }

    /**
     * The layout that an announcement's encoding and ring fix; refused when the vector has more than 2^31−1 slots, or a
     * slice as many residues.
     */
    public static VectorLayout of(Encoding encoding, RingParameters ring) {
        return new VectorLayout(encoding, ring);
    }

    /** Number of slices. */
    public int slices() {
        return slices;
    }

    /** N·k: slots of one polynomial. */
    public int slotsPerPolynomial() {
        return slotsPerPolynomial;
    }

    /** Polynomials of a slice. */
    public int polynomialsIn(int slice) {
        Objects.checkIndex(slice, slices);
        return slice < slices - 1 ? polynomialsPerSlice : totalPolynomials - slice * polynomialsPerSlice;
    }

    /** Number, through the whole vector, of a slice's first polynomial. */
    public int firstPolynomialOf(int slice) {
        return Objects.checkIndex(slice, slices) * polynomialsPerSlice;
    }

    /** Number, through the whole vector, of a slice's first slot (its count slot). */
    public int firstSlotOf(int slice) {
        return firstPolynomialOf(slice) * slotsPerPolynomial;
    }

    /** Index in the parameter vector of a slice's first parameter. */
    public int firstParameterOf(int slice) {
        return Objects.checkIndex(slice, slices) * parametersPerFullSlice();
    }

    /** Parameters in a slice. */
    public int parametersIn(int slice) {
        return slice < slices - 1 ? parametersPerFullSlice() : dimension - firstParameterOf(slice);
    }

    /** Parameters of the whole vector. */
    public int dimension() {
        return dimension;
    }

    /** Slot of a parameter. */
    public int slotOfParameter(int parameter) {
        int slice = Objects.checkIndex(parameter, dimension) / parametersPerFullSlice();
        return firstSlotOf(slice) + CONTROL_SLOTS + parameter - firstParameterOf(slice);
    }

    /** Polynomials of the whole vector. */
    public int totalPolynomials() {
        return totalPolynomials;
    }

    /** Slots of the whole vector, control slots and padding included. */
    public int totalSlots() {
        return totalPolynomials * slotsPerPolynomial;
    }

    /** Number of chunks. */
    public int chunks() {
        return firstChunkOf(slices - 1) + chunksIn(slices - 1);
    }

    /** Chunks of a slice. */
    public int chunksIn(int slice) {
        return (int) ceilDiv(polynomialsIn(slice), polynomialsPerChunk);
    }

    /** First chunk of a slice. */
    public int firstChunkOf(int slice) {
        return Objects.checkIndex(slice, slices) * chunksPerFullSlice;
    }

    /** Slice a chunk belongs to. */
    public int sliceOfChunk(int chunk) {
        return Objects.checkIndex(chunk, chunks()) / chunksPerFullSlice;
    }

    /** Number, through the whole vector, of a chunk's first polynomial. */
    public int firstPolynomialOfChunk(int chunk) {
        int slice = sliceOfChunk(chunk);
        return firstPolynomialOf(slice) + (chunk - firstChunkOf(slice)) * polynomialsPerChunk;
    }

    /** Polynomials in a chunk. */
    public int polynomialsInChunk(int chunk) {
        int slice = sliceOfChunk(chunk);
        int left = firstPolynomialOf(slice) + polynomialsIn(slice) - firstPolynomialOfChunk(chunk);
        return Math.min(left, polynomialsPerChunk);
    }

    /** Bytes of a chunk: its polynomials, packed. */
    public int chunkBytes(int chunk) {
        return Math.multiplyExact(polynomialsInChunk(chunk), polynomialBytes);
    }

    private int parametersPerFullSlice() {
        return polynomialsPerSlice * slotsPerPolynomial - CONTROL_SLOTS;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
