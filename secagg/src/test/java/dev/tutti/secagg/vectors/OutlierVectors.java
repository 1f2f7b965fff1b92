package dev.tutti.secagg.vectors;

import static dev.tutti.secagg.vectors.Json.array;
import static dev.tutti.secagg.vectors.Json.each;
import static dev.tutti.secagg.vectors.Json.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.statement.NoiseMechanism;
import dev.tutti.secagg.statement.PrivacyConfiguration;
import dev.tutti.secagg.unmask.OutlierCheck;
import java.util.Arrays;
import java.util.List;

/** {@code outliers.json}: opened sums of three devices, honest ones at their bounds and others just beyond. */
final class OutlierVectors {
    private static final int CONTRIBUTORS = 3;
    private static final double NOISE = 2.5;

    /** Three times the least weight of 127: the bound on a parameter is 254·48/127 + 3 = 99. */
    private static final int LIGHT = 48;

    private final VectorRound round = new VectorRound();

    private OutlierVectors() {}

    static ObjectNode file() {
        return new OutlierVectors().all();
    }

    private ObjectNode all() {
        ArrayNode vectors = array().add(vector("honest", 0, "", first(300, 30, 21, 1, 20, 100, -50, 7, 0)))
                .add(vector("all control values at their ends", 0, "", first(381, 381, 381, 381, 0, 0)))
                .add(vector("more examples than devices can have", 0, "CONTROL_RANGE", first(300, 382, 0, 0, 0, 0)))
                .add(vector("more correct than examples", 0, "CONTROL_RANGE", first(300, 30, 31, 0, 0, 0)))
                .add(vector("fewer than none correct", 0, "CONTROL_RANGE", first(300, 30, -1, 0, 0, 0)))
                .add(vector("a limb beyond three devices", 0, "CONTROL_RANGE", first(300, 381, 0, 0, 382, 0)))
                .add(vector("a negative limb", 0, "CONTROL_RANGE", first(300, 30, 0, 1, -1, 0)))
                .add(vector("the loss at its ceiling", 0, "", first(300, 30, 0, 29, 128, 0)))
                .add(vector(
                        "a loss beyond the ceiling of its examples", 0, "CONTROL_RANGE", first(300, 30, 0, 30, 1, 0)))
                .add(vector("more weight than three devices have", 0, "CONTROL_RANGE", first(382, 30, 0, 0, 0, 0)))
                .add(vector(
                        "examples outside slice 0", 0, "CONTROL_RANGE", first(300, 30, 0, 0, 0, 1), second(300, 1, 1)))
                .add(vector("a parameter at the bound of values", 0, "", first(381, 0, 0, 0, 0, -381)))
                .add(vector("a parameter beyond all values", 0, "PARAMETER_RANGE", first(381, 0, 0, 0, 0, -382)))
                .add(vector("a parameter at the bound of clipping", 0, "", first(LIGHT, 0, 0, 0, 0, 99)))
                .add(vector("a parameter beyond clipping", 0, "PARAMETER_RANGE", first(LIGHT, 0, 0, 0, 0, 100)))
                .add(vector("a parameter that noise allows", NOISE, "", first(LIGHT, 0, 0, 0, 0, 142)))
                .add(vector("one that it does not", NOISE, "PARAMETER_RANGE", first(LIGHT, 0, 0, 0, 0, 143)))
                .add(vector("many small parameters", 0, "", first(LIGHT, 0, 0, 0, 0, filled(24))))
                .add(vector("many that are too long together", 0, "NORM", first(LIGHT, 0, 0, 0, 0, filled(25))))
                .add(vector("long together, but for noise", NOISE, "", first(LIGHT, 0, 0, 0, 0, filled(25))))
                .add(vector(
                        "two slices, too long together",
                        0,
                        "NORM",
                        first(LIGHT, 0, 0, 0, 0, 67, 67),
                        second(LIGHT, 0, 67, 67)));
        return object().put(
                        "about",
                        "opened slices of three devices: b = 8, clip norm 1, value range 0.5, full weight 127, evaluation")
                .set("vectors", vectors);
    }

    private static long[] filled(long value) {
        long[] values = new long[20];
        Arrays.fill(values, value);
        return values;
    }

    private static SliceSum first(long weight, long examples, long correct, long high, long low, long... parameters) {
        return new SliceSum(0, CONTRIBUTORS, weight, examples, correct, high, low, 0, parameters);
    }

    private static SliceSum second(long weight, long examples, long... parameters) {
        return new SliceSum(1, CONTRIBUTORS, weight, examples, 0, 0, 0, 0, parameters);
    }

    private ObjectNode vector(String name, double noise, String expected, SliceSum... slices) {
        PrivacyConfiguration privacy = noise == 0
                ? PrivacyConfiguration.NONE
                : new PrivacyConfiguration(NoiseMechanism.SKELLAM, noise, 1, 0.00001);
        List<SliceSum> sums = List.of(slices);
        String fails = new OutlierCheck(
                        round.terms()
                                .withPrivacy(privacy)
                                .announce(round.announcement().seats()),
                        CONTRIBUTORS)
                .check(sums)
                .map(outlier -> outlier.reason().name())
                .orElse("");
        if (!fails.equals(expected)) {
            throw new AssertionError(name + ": expected " + expected + ", found " + fails);
        }
        return Json.vector(name)
                .put("n", CONTRIBUTORS)
                .put("noise", noise)
                .<ObjectNode>set("slices", each(sums, OutlierVectors::json))
                .put("fails", fails);
    }

    private static ObjectNode json(SliceSum sum) {
        return object().put("weight", sum.weight())
                .put("evaluation_examples", sum.evaluationExamples())
                .put("evaluation_correct", sum.evaluationCorrect())
                .put("evaluation_loss_high", sum.evaluationLossHigh())
                .put("evaluation_loss_low", sum.evaluationLossLow())
                .set("parameters", Json.of(sum.parameters()));
    }
}
