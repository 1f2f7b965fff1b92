package dev.tutti.job.config;

import java.io.Serializable;

/**
 * What a model must reach to be promoted, by the masked evaluation of its devices. A model below its guard is not given
 * out; training goes on from the newest one all the same.
 *
 * @param minAccuracy least accuracy on the devices' held-out examples, 0 … 1; 0 asks for nothing
 * @param maxDrop how far below the best promoted model's accuracy it may be, 0 … 1; 1 asks for nothing
 */
public record Guard(double minAccuracy, double maxDrop) implements Serializable {
    /** Promotes everything. */
    public static final Guard NONE = new Guard(0, 1);

    public Guard {
        Checks.require(minAccuracy >= 0 && minAccuracy <= 1, "guard minAccuracy in 0 … 1", minAccuracy);
        Checks.require(maxDrop >= 0 && maxDrop <= 1, "guard maxDrop in 0 … 1", maxDrop);
    }

    /** Whether it asks for anything. */
    public boolean isSet() {
        return minAccuracy > 0 || maxDrop < 1;
    }

    /**
     * Whether a model may be promoted.
     *
     * @param accuracy of the model, 0 … 1
     * @param bestPromoted best accuracy of a model promoted before; 0 before the first
     */
    public boolean passes(double accuracy, double bestPromoted) {
        return accuracy >= minAccuracy && accuracy >= bestPromoted - maxDrop;
    }
}
