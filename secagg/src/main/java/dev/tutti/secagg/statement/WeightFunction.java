package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.Coded;
import dev.tutti.secagg.codec.Expect;

/**
 * The closed list of functions by which an update may be weighted. A device computes its weight itself; the list keeps
 * an operator from singling out one device with a function of its own (max/min ≤ 8 in every case).
 */
public enum WeightFunction implements Coded {
    /** Every update counts the same. */
    UNIFORM(1, false, false),
    /** In proportion to the training examples, full weight from {@value #FULL_WEIGHT_EXAMPLES} on. */
    EXAMPLES(2, true, false),
    /** 1/√(1 + staleness), staleness in model versions. */
    STALENESS(3, false, true),
    /** The product of both. */
    EXAMPLES_STALENESS(4, true, true);

    /** From this many training examples on an update has full weight. */
    public static final int FULL_WEIGHT_EXAMPLES = 64;

    /** The heaviest update counts at most this many times the lightest. */
    public static final int MAX_RATIO = 8;

    private final int code;
    private final boolean byExamples;
    private final boolean byStaleness;

    WeightFunction(int code, boolean byExamples, boolean byStaleness) {
        this.code = code;
        this.byExamples = byExamples;
        this.byStaleness = byStaleness;
    }

    @Override
    public int code() {
        return code;
    }

    /** The smallest weight this list ever gives: ⌈maxWeight/8⌉. */
    public static int minWeight(int maxWeight) {
        return (maxWeight + MAX_RATIO - 1) / MAX_RATIO;
    }

    /**
     * The weight of an update, in [⌈maxWeight/8⌉, maxWeight].
     *
     * @param examples training examples it was made from, ≥ 0
     * @param staleness model versions since its base, ≥ 0
     * @param maxWeight the weight that counts once, ≥ 1
     */
    public int weight(int examples, int staleness, int maxWeight) {
        Expect.inRange("examples", examples, 0, Integer.MAX_VALUE);
        Expect.inRange("staleness", staleness, 0, Integer.MAX_VALUE);
        Expect.inRange("maxWeight", maxWeight, 1, Short.MAX_VALUE);
        double share = 1;
        if (byExamples) {
            share *= Math.min(1.0, (double) examples / FULL_WEIGHT_EXAMPLES);
        }
        if (byStaleness) {
            share /= Math.sqrt(1.0 + staleness);
        }
        int rounded = (int) Math.round(share * maxWeight);
        return Math.max(minWeight(maxWeight), Math.min(maxWeight, rounded));
    }
}
