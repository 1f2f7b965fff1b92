package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;

/**
 * How a float vector becomes slots of ring coefficients.
 *
 * @param dimension parameters in the vector
 * @param valueBits b: a value lies in ±(2^(b−1)−1)
 * @param clipNorm largest L2 norm of an update before weighting
 * @param valueRange the |x| that maps to 2^(b−1)−1
 * @param slotBits w: a sum lies strictly within ±2^(w−1)
 * @param slotsPerCoefficient k
 * @param polynomialsPerSlice polynomials of every slice but the last, which has only as many as it needs
 * @param polynomialsPerChunk polynomials of a chunk, at most
 * @param weightFunction how an update's weight is found
 * @param maxWeight the weight that counts once; at most {@value #MAX_WEIGHT}
 * @param evaluation whether the evaluation slots are used
 */
public record Encoding(
        int dimension,
        int valueBits,
        float clipNorm,
        float valueRange,
        int slotBits,
        int slotsPerCoefficient,
        int polynomialsPerSlice,
        int polynomialsPerChunk,
        WeightFunction weightFunction,
        int maxWeight,
        boolean evaluation) {

    /** Widest slot. */
    public static final int MAX_SLOT_BITS = 48;

    /** Largest weight of one update. */
    public static final int MAX_WEIGHT = Short.MAX_VALUE;

    /** Most bits of T, in a ring with two primes. */
    private static final int MAX_PLAINTEXT_BITS = 106;

    private static final String LABEL = "tutti/encoding/v1";

    public Encoding {
        Expect.inRange("dimension", dimension, 1, 1 << 30);
        Expect.inRange("valueBits", valueBits, 2, 16);
        Expect.that(clipNorm > 0 && Float.isFinite(clipNorm), "clipNorm must be positive and finite");
        Expect.that(valueRange > 0 && Float.isFinite(valueRange), "valueRange must be positive and finite");
        Expect.inRange("slotBits", slotBits, valueBits, MAX_SLOT_BITS);
        Expect.inRange("slotsPerCoefficient", slotsPerCoefficient, 1, 16);
        Expect.inRange("slotBits * slotsPerCoefficient", slotBits * slotsPerCoefficient, 2, MAX_PLAINTEXT_BITS);
        Expect.inRange("polynomialsPerSlice", polynomialsPerSlice, 1, 1 << 20);
        Expect.inRange("polynomialsPerChunk", polynomialsPerChunk, 1, 1 << 20);
        Expect.inRange("maxWeight", maxWeight, 1, MAX_WEIGHT);
    }

    /** The largest magnitude one device puts into any slot but its weight's: 2^(b−1)−1. */
    public int maxValue() {
        return (1 << (valueBits - 1)) - 1;
    }

    /** log2 of T, the plaintext modulus: w·k. */
    public int plaintextBits() {
        return slotBits * slotsPerCoefficient;
    }

    /** The canonical bytes. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        write(out);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static Encoding decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, Encoding::read);
    }

    /** SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }

    void write(CanonicalWriter out) {
        out.int32(dimension)
                .int8(valueBits)
                .float32(clipNorm)
                .float32(valueRange)
                .int8(slotBits)
                .int8(slotsPerCoefficient)
                .int32(polynomialsPerSlice)
                .int32(polynomialsPerChunk)
                .coded(weightFunction)
                .int32(maxWeight)
                .flag(evaluation);
    }

    static Encoding read(CanonicalReader in) {
        return new Encoding(
                in.int32(),
                in.int8(),
                in.float32(),
                in.float32(),
                in.int8(),
                in.int8(),
                in.int32(),
                in.int32(),
                in.coded(WeightFunction.values()),
                in.int32(),
                in.flag());
    }
}
