package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.object;
import static dev.tutti.secagg.vectors.Json.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.WeightFunction;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** {@code encode.json}: from numbers to slots, with the numbers that round them; and the weights there are. */
final class EncodeVectors {
    private static final RingParameters RING = new RingParameters(8, 12289);
    private static final EvaluationSums SEEN = new EvaluationSums(10, 7, 0.5);
    private static final EvaluationSums CROWDED = new EvaluationSums(1000, 333, 99);

    private EncodeVectors() {}

    static ObjectNode file() {
        ArrayNode vectors = array().add(
                        encoded("within the clip norm", 8, 127, true, SEEN, 0.25f, -0.125f, 0.0625f, 0, 0.3f, -0.01f))
                .add(encoded("clipped, half the weight", 8, 64, true, SEEN, 3, -4, 0.5f, 0.25f, -0.75f, 12))
                .add(encoded("beyond the range is cut", 8, 127, false, SEEN, 0.75f, -0.625f, 0.001f, 0, 0, 0))
                .add(encoded("more examples than a slot holds", 4, 7, true, CROWDED, 0.1f, 0.2f))
                .add(encoded("no examples", 4, 1, true, EvaluationSums.NONE, 0, 0, 0.4f, 0, 0, -0.4f));
        return object().put(
                        "about",
                        "clip norm 1, value range 0.5, full weight 2^(b-1)-1; w = 12, k = 1, N = 8; rounding holds what each"
                                + " fraction is compared with")
                .<ObjectNode>set("vectors", vectors)
                .set("weights", weights());
    }

    private static ObjectNode encoded(
            String name, int valueBits, int weight, boolean evaluation, EvaluationSums seen, float... delta) {
        int most = (1 << (valueBits - 1)) - 1;
        Encoding encoding =
                new Encoding(delta.length, valueBits, 1f, 0.5f, 12, 1, 2, 2, WeightFunction.EXAMPLES, most, evaluation);
        double[] rounding = new double[delta.length];
        Arrays.setAll(rounding, i -> (i * 5 + 3) % 16 / 16.0);
        int[] slots = new UpdateEncoder(encoding, VectorLayout.of(encoding, RING))
                .encode(delta, weight, seen, each(rounding));
        ArrayNode values = array();
        for (float value : delta) {
            values.add((double) value);
        }
        ArrayNode uniform = array();
        for (double value : rounding) {
            uniform.add(value);
        }
        ObjectNode vector = vector(name)
                .put("b", valueBits)
                .put("weight", weight)
                .<ObjectNode>set("delta", values)
                .set("rounding", uniform);
        if (evaluation) {
            vector.set(
                    "evaluation",
                    object().put("examples", seen.examples())
                            .put("correct", seen.correct())
                            .put("mean_loss", seen.meanLoss()));
        }
        return vector.set("slots", Json.of(slots));
    }

    private static RandomGenerator each(double[] values) {
        return new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("expected to be asked for doubles only");
            }

            @Override
            public double nextDouble() {
                return values[next++];
            }
        };
    }

    private static ArrayNode weights() {
        ArrayNode weights = array();
        for (WeightFunction function : WeightFunction.values()) {
            for (int[] seen : new int[][] {{0, 0}, {1, 0}, {20, 1}, {63, 3}, {64, 8}, {1000, 1000}}) {
                weights.add(object().put("function", function.code())
                        .put("examples", seen[0])
                        .put("staleness", seen[1])
                        .put("max_weight", 127)
                        .put("weight", function.weight(seen[0], seen[1], 127)));
            }
        }
        return weights;
    }
}
