package dev.tutti.device.update;

import dev.tutti.device.Seeds;
import dev.tutti.device.round.OpenRound;
import dev.tutti.device.train.Evaluation;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.Encoding;

/**
 * Encodes an update with the weight that the device itself finds: a function of the closed list, of its own examples and
 * its own base (docs/protocol.md, "Encode"). An operator can name the function, never the weight.
 *
 * @param seeds rounding
 */
record WeightedEncoding(Seeds seeds) implements UpdateMasker.SlotEncoding {
    @Override
    public int[] encode(TrainedUpdate update, OpenRound round) {
        Encoding encoding = round.terms().encoding();
        VectorLayout layout = VectorLayout.of(encoding, round.terms().ring());
        int weight = encoding.weightFunction()
                .weight(update.outcome().examples(), staleness(round.terms(), update.base()), encoding.maxWeight());
        return new UpdateEncoder(encoding, layout)
                .encode(
                        update.outcome().delta(),
                        weight,
                        encoding.evaluation()
                                ? sums(update.outcome().evaluationOfReceivedModel())
                                : EvaluationSums.NONE,
                        seeds.rounding(round.hash()));
    }

    private static EvaluationSums sums(Evaluation evaluation) {
        return new EvaluationSums(evaluation.examples(), evaluation.correct(), evaluation.meanLoss());
    }

    /** How many versions newer the newest listed base is. */
    private static int staleness(Announcement terms, BaseModel base) {
        long newest = terms.bases().get(terms.bases().size() - 1).version();
        return Math.toIntExact(newest - base.version());
    }
}
