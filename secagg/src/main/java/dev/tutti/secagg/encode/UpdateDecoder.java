package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import java.util.Arrays;

/** Turns opened slot sums back into numbers. */
public final class UpdateDecoder {
    private UpdateDecoder() {}

    /**
     * Reads the slots of an opened slice.
     *
     * @param slots summed slots of the slice, control slots first
     */
    public static SliceSum read(long[] slots, int slice, VectorLayout layout, Encoding encoding) {
        int from = VectorLayout.CONTROL_SLOTS;
        long high = slots[VectorLayout.EVALUATION_LOSS_HIGH];
        long low = slots[VectorLayout.EVALUATION_LOSS_LOW];
        return new SliceSum(
                slice,
                slots[VectorLayout.COUNT],
                slots[VectorLayout.WEIGHT],
                slots[VectorLayout.EVALUATION_EXAMPLES],
                slots[VectorLayout.EVALUATION_CORRECT],
                high,
                low,
                new EvaluationCodec(encoding).lossSum(high, low),
                Arrays.copyOfRange(slots, from, from + layout.parametersIn(slice)));
    }

    /** The weighted mean update of a slice, Σw·Δ/Σw, in the units the devices trained in; its weight must be positive. */
    public static float[] meanDelta(SliceSum sum, Encoding encoding) {
        Expect.inRange("weight", sum.weight(), 1, Long.MAX_VALUE);
        double factor = (double) encoding.valueRange() / encoding.maxValue() * encoding.maxWeight() / sum.weight();
        float[] mean = new float[sum.parameters().length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum.parameters()[i] * factor);
        }
        return mean;
    }
}
