package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.params.VectorLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The opened sum of one slice: what the operator learns, and all it learns. Does not copy its array: whoever makes one
 * gives the array away, whoever reads it leaves it as it is.
 *
 * @param slice slice, 0-based
 * @param count contributors in the sum
 * @param weight sum of their weights
 * @param evaluationExamples held-out examples evaluated; 0 outside slice 0
 * @param evaluationCorrect of those, classified correctly; 0 outside slice 0
 * @param evaluationLossHigh summed high limb of the loss; 0 outside slice 0
 * @param evaluationLossLow summed low limb of the loss; 0 outside slice 0
 * @param evaluationLossSum loss summed over those examples; 0 outside slice 0
 * @param parameters summed parameter slots
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy; equality is that of the published bytes
public record SliceSum(
        int slice,
        long count,
        long weight,
        long evaluationExamples,
        long evaluationCorrect,
        long evaluationLossHigh,
        long evaluationLossLow,
        double evaluationLossSum,
        long[] parameters) {

    /** The published form: control slots, then parameters, 64 bits big-endian each. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate((VectorLayout.CONTROL_SLOTS + parameters.length) * Long.BYTES);
        out.putLong(count)
                .putLong(weight)
                .putLong(evaluationExamples)
                .putLong(evaluationCorrect)
                .putLong(evaluationLossHigh)
                .putLong(evaluationLossLow);
        out.asLongBuffer().put(parameters);
        return out.array();
    }

    /** SHA-256 of {@link #toBytes()}. */
    public Digest digest() {
        return Digest.sha256(toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SliceSum that && slice == that.slice && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return slice + 31 * Arrays.hashCode(parameters);
    }

    @Override
    public String toString() {
        return "SliceSum[slice " + slice + ", " + count + " contributors, weight " + weight + "]";
    }
}
