package dev.tutti.secagg.encode;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.random.RandomGenerator;

/**
 * Turns a trained update into slot values: clip to the L2 norm, weight, scale, round without bias, and put the control
 * values in front of every slice (docs/protocol.md, "Encode"). Deterministic given the generator.
 */
public final class UpdateEncoder {
    private final Encoding encoding;
    private final VectorLayout layout;

    /**
     * @param layout the layout of this encoding
     */
    public UpdateEncoder(Encoding encoding, VectorLayout layout) {
        Expect.inRange("dimension of the layout", layout.dimension(), encoding.dimension(), encoding.dimension());
        this.encoding = encoding;
        this.layout = layout;
    }

    /**
     * Encodes one update.
     *
     * @param delta trained minus received weights, {@code dimension} finite values
     * @param weight in [⌈maxWeight/8⌉, maxWeight]
     * @param evaluation of the received model; ignored unless the encoding asks for it
     * @param rounding drawn from once per parameter, in order
     * @return all slots, each within ±(2^(b−1)−1)
     */
    public int[] encode(float[] delta, int weight, EvaluationSums evaluation, RandomGenerator rounding) {
        Expect.inRange("length of the update", delta.length, encoding.dimension(), encoding.dimension());
        Expect.inRange("weight", weight, WeightFunction.minWeight(encoding.maxWeight()), encoding.maxWeight());
        double factor = clipFactor(delta) * weight / encoding.maxWeight() * encoding.maxValue() / encoding.valueRange();
        int[] slots = new int[layout.totalSlots()];
        for (int slice = 0; slice < layout.slices(); slice++) {
            int slot = layout.firstSlotOf(slice);
            slots[slot + VectorLayout.COUNT] = 1;
            slots[slot + VectorLayout.WEIGHT] = weight;
            slot += VectorLayout.CONTROL_SLOTS;
            int first = layout.firstParameterOf(slice);
            for (int i = first; i < first + layout.parametersIn(slice); i++) {
                slots[slot++] = round(delta[i] * factor, rounding.nextDouble());
            }
        }
        if (encoding.evaluation()) {
            new EvaluationCodec(encoding).write(evaluation, slots, 0);
        }
        return slots;
    }

    private double clipFactor(float[] delta) {
        double squares = 0;
        for (float x : delta) {
            squares += (double) x * x;
        }
        Expect.that(Double.isFinite(squares), "every value of an update must be finite");
        double norm = Math.sqrt(squares);
        return norm > encoding.clipNorm() ? encoding.clipNorm() / norm : 1;
    }

    /** Rounds up with probability equal to the fraction, so that the mean is x itself. */
    private int round(double x, double uniform) {
        double clamped = Math.max(-encoding.maxValue(), Math.min(encoding.maxValue(), x));
        double floor = Math.floor(clamped);
        return (int) floor + (uniform < clamped - floor ? 1 : 0);
    }
}
