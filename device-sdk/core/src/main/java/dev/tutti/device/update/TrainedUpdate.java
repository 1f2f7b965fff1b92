package dev.tutti.device.update;

import dev.tutti.device.model.SignedModel;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.BaseModel;
import java.util.Optional;

/**
 * A trained update, in memory only, that goes to one announcement ever. An operator who burns rounds at will could
 * otherwise open one cohort with this device and the same cohort without it, and subtract (protocol.md, "One update, one
 * opening"). A crash forgets it, and the device trains anew.
 */
public final class TrainedUpdate {
    private final SignedModel model;
    private final TrainingOutcome outcome;
    private final boolean reusable;
    private Optional<Digest> spentOn = Optional.empty();

    private TrainedUpdate(SignedModel model, TrainingOutcome outcome, boolean reusable) {
        this.model = model;
        this.outcome = outcome;
        this.reusable = reusable;
    }

    /**
     * @param model the model as received
     * @param outcome what training made of it
     */
    public TrainedUpdate(SignedModel model, TrainingOutcome outcome) {
        this(model, outcome, false);
    }

    /** An update without its one safeguard, so that a test can show what happens then. */
    static TrainedUpdate withoutSpending(SignedModel model, TrainingOutcome outcome) {
        return new TrainedUpdate(model, outcome, true);
    }

    /** What the update starts from. */
    public BaseModel base() {
        return model.asBase();
    }

    /** Task it belongs to. */
    public String task() {
        return model.manifest().task();
    }

    /** Digest of the plan it was trained with. */
    public Digest planDigest() {
        return model.manifest().planDigest();
    }

    /** What training made of the model. */
    public TrainingOutcome outcome() {
        return outcome;
    }

    /** L2 norm of the update. */
    public double norm() {
        double squares = 0;
        for (float value : outcome.delta()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** Whether the update went to an announcement other than {@code announcement}. */
    public synchronized boolean isSpentElsewhere(Digest announcement) {
        return !reusable && spentOn.filter(spent -> !spent.equals(announcement)).isPresent();
    }

    /**
     * Binds the update to one announcement for good.
     *
     * @return false if it is bound to another
     */
    synchronized boolean spendOn(Digest announcement) {
        if (isSpentElsewhere(announcement)) {
            return false;
        }
        spentOn = Optional.of(announcement);
        return true;
    }
}
