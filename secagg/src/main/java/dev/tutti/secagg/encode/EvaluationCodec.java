package dev.tutti.secagg.encode;

import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;

/**
 * Evaluation sums as control slots. Each slot holds at most 2^(b−1)−1, the bound of a parameter, so that control values
 * never need wider slots: more examples than that are scaled down, and the summed loss is split into two limbs of b−1
 * bits, high then low.
 */
final class EvaluationCodec {
    /** Mean losses above this many nats are cut to it. */
    static final double LOSS_CEILING = 16;

    private final int limbBits;
    private final int maxValue;

    EvaluationCodec(Encoding encoding) {
        limbBits = encoding.valueBits() - 1;
        maxValue = encoding.maxValue();
    }

    /** Writes the evaluation slots behind {@code firstSlot}. */
    void write(EvaluationSums sums, int[] slots, int firstSlot) {
        int examples = Math.min(sums.examples(), maxValue);
        if (examples == 0) {
            return;
        }
        long correct = Math.round((double) sums.correct() * examples / sums.examples());
        double meanLoss =
                Double.isFinite(sums.meanLoss()) ? Math.max(0, Math.min(LOSS_CEILING, sums.meanLoss())) : LOSS_CEILING;
        long loss = Math.min(Math.round(meanLoss * examples * unitsPerNat()), (1L << (2 * limbBits)) - 1);
        slots[firstSlot + VectorLayout.EVALUATION_EXAMPLES] = examples;
        slots[firstSlot + VectorLayout.EVALUATION_CORRECT] = (int) correct;
        slots[firstSlot + VectorLayout.EVALUATION_LOSS_HIGH] = (int) (loss >> limbBits);
        slots[firstSlot + VectorLayout.EVALUATION_LOSS_LOW] = (int) (loss & maxValue);
    }

    /** The loss that summed limbs stand for, in nats. */
    double lossSum(long high, long low) {
        return ((double) high * (1 << limbBits) + low) / unitsPerNat();
    }

    /** Chosen so that the most examples at the highest loss just fit two limbs. */
    private double unitsPerNat() {
        return (1 << limbBits) / LOSS_CEILING;
    }
}
