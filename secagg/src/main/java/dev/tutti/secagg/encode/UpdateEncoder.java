package dev.tutti.secagg.encode;

import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import java.util.random.RandomGenerator;

/** Encodes. */
public final class UpdateEncoder {
    public UpdateEncoder(Encoding encoding, VectorLayout layout) {}

    public int[] encode(float[] delta, int weight, EvaluationSums evaluation, RandomGenerator rounding) {
        throw new UnsupportedOperationException();
    }
}
