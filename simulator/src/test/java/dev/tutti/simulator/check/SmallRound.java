package dev.tutti.simulator.check;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.round.RoundStatus;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.WeightFunction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A round of two devices over a model of 7,000 parameters, in two slices. */
final class SmallRound {
    static final int DIMENSION = 7_000;

    private SmallRound() {}

    /** Completed, with these updates in its cohort; its slice digests are those of their plain sum. */
    static SealedRound of(CapturedUpdate... updates) {
        ProtocolParameters planned = ParameterPlanner.plan(new ParameterRequest(60, 8, DIMENSION, 8, 1, 0, 64));
        Encoding encoding = new Encoding(
                DIMENSION,
                8,
                1000f,
                1f,
                planned.slotBits(),
                planned.slotsPerCoefficient(),
                1,
                1,
                WeightFunction.EXAMPLES,
                64,
                true);
        RoundReport report = new RoundReport();
        report.setStatus(RoundStatus.COMPLETED);
        report.setRound(1);
        report.setModelVersion(1);
        report.setSealed(updates.length);
        report.setRejected(Map.of());
        SealedRound round =
                new SealedRound(encoding, VectorLayout.of(encoding, planned.ring()), 0, report, List.of(updates));
        report.setSliceSumDigests(PlainSum.of(round).stream()
                .map(sum -> ByteBuffer.wrap(sum.digest().bytes()))
                .toList());
        return round;
    }

    /** An update whose every coordinate is {@code value}, from that many examples. */
    static CapturedUpdate update(int device, float value, int examples) {
        return new CapturedUpdate(device, 0, 100 + device, 200 + device, outcome(value, examples));
    }

    static TrainingOutcome outcome(float value, int examples) {
        float[] delta = new float[DIMENSION];
        Arrays.fill(delta, value);
        return new TrainingOutcome(delta, examples, new Evaluation(10, 4, 1.5), "CPU");
    }
}
