package dev.tutti.simulator.check;

import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.encode.EvaluationSums;
import dev.tutti.secagg.encode.SliceSum;
import dev.tutti.secagg.encode.UpdateDecoder;
import dev.tutti.secagg.encode.UpdateEncoder;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sum of a cohort without any masking: every update encoded as its device encoded it, added up slot by slot. What a
 * correct unmasking must equal, bit for bit.
 */
public final class PlainSum {
    private final SealedRound round;
    private final VectorLayout layout;
    private final UpdateEncoder encoder;
    private final long[] slots;

    /** An empty sum for this round's encoding. */
    public PlainSum(SealedRound round) {
        this.round = round;
        this.layout = round.layout();
        this.encoder = new UpdateEncoder(round.encoding(), layout);
        this.slots = new long[layout.totalSlots()];
    }

    /** The sum over the round's captured updates. */
    public static List<SliceSum> of(SealedRound round) {
        PlainSum sum = new PlainSum(round);
        for (CapturedUpdate update : round.updates()) {
            sum.add(update, update.outcome());
        }
        return sum.slices();
    }

    /**
     * Adds one device's update.
     *
     * @param update whose it is: base and rounding seed
     * @param outcome the update itself
     */
    public void add(CapturedUpdate update, TrainingOutcome outcome) {
        Encoding encoding = round.encoding();
        int staleness = (int) (round.newestBase() - update.baseVersion());
        int weight = encoding.weightFunction().weight(outcome.examples(), staleness, encoding.maxWeight());
        Evaluation received = outcome.evaluationOfReceivedModel();
        EvaluationSums evaluation = new EvaluationSums(received.examples(), received.correct(), received.meanLoss());
        int[] encoded =
                encoder.encode(outcome.delta(), weight, evaluation, new SplittableRandom(update.roundingSeed()));
        for (int i = 0; i < slots.length; i++) {
            slots[i] += encoded[i];
        }
    }

    /** The sum so far, slice by slice. */
    public List<SliceSum> slices() {
        List<SliceSum> sums = new ArrayList<>();
        for (int slice = 0; slice < layout.slices(); slice++) {
            int from = layout.firstSlotOf(slice);
            int to = slice + 1 < layout.slices() ? layout.firstSlotOf(slice + 1) : slots.length;
            sums.add(UpdateDecoder.read(Arrays.copyOfRange(slots, from, to), slice, layout, round.encoding()));
        }
        return sums;
    }
}
