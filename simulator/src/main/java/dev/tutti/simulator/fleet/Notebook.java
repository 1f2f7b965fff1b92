package dev.tutti.simulator.fleet;

import dev.tutti.device.Seeds;
import dev.tutti.device.train.Evaluation;
import dev.tutti.device.train.Example;
import dev.tutti.device.train.PlanRefusedException;
import dev.tutti.device.train.Trainer;
import dev.tutti.device.train.TrainingOutcome;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.simulator.check.CapturedUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Looks over one device's shoulder: passes its training on to a shared trainer and notes what came of it, and draws its
 * harmless randomness from seeds that a plaintext run can repeat. Mask secrets are none of its business; they come from
 * the SDK's own cryptographic generator.
 */
final class Notebook implements Trainer, Seeds {
    private record Rounded(long roundingSeed, Trained trained, long baseVersion) {}

    private record Trained(long shuffleSeed, TrainingOutcome outcome) {}

    private static final long UNKNOWN = -1;

    private final int device;
    private final Trainer shared;
    private final SplittableRandom seeds;
    private final Map<Digest, Rounded> masked = new HashMap<>();
    private Optional<Trained> latest = Optional.empty();
    private Runnable trained = () -> {};

    /**
     * @param device index in the fleet
     * @param shared does the training
     * @param seed what this device's shuffling and rounding seeds follow from
     */
    Notebook(int device, Trainer shared, long seed) {
        this.device = device;
        this.shared = shared;
        this.seeds = new SplittableRandom(seed);
    }

    @Override
    public TrainingOutcome train(
            TrainingPlan plan,
            float[] weights,
            List<Example> examples,
            List<Example> heldOut,
            long shuffleSeed,
            BooleanSupplier keepGoing)
            throws PlanRefusedException {
        TrainingOutcome outcome = shared.train(plan, weights, examples, heldOut, shuffleSeed, keepGoing);
        Runnable listener;
        synchronized (this) {
            latest = Optional.of(new Trained(shuffleSeed, outcome));
            listener = trained;
        }
        listener.run();
        return outcome;
    }

    @Override
    public Evaluation evaluate(TrainingPlan plan, float[] weights, List<Example> examples) throws PlanRefusedException {
        return shared.evaluate(plan, weights, examples);
    }

    @Override
    public synchronized long shuffle() {
        return seeds.nextLong();
    }

    /** The update now being rounded for this announcement is the one trained last: a device does one thing at a time. */
    @Override
    public synchronized RandomGenerator rounding(Digest announcement) {
        long seed = seeds.nextLong();
        latest.ifPresent(trained -> masked.put(announcement, new Rounded(seed, trained, UNKNOWN)));
        return new SplittableRandom(seed);
    }

    /** Tells, from now on, whoever wants to know when training has ended. */
    synchronized void onTrained(Runnable listener) {
        trained = listener;
    }

    /**
     * Notes that the header of the update for an announcement left.
     *
     * @param baseVersion model version it was trained from, as the header says
     */
    synchronized void left(Digest announcement, long baseVersion) {
        masked.computeIfPresent(
                announcement, (hash, rounded) -> new Rounded(rounded.roundingSeed(), rounded.trained(), baseVersion));
    }

    /** The update for an announcement, in the clear; empty unless its header was sent. */
    synchronized Optional<CapturedUpdate> update(Digest announcement) {
        return Optional.ofNullable(masked.get(announcement))
                .filter(rounded -> rounded.baseVersion() != UNKNOWN)
                .map(rounded -> new CapturedUpdate(
                        device,
                        rounded.baseVersion(),
                        rounded.trained().shuffleSeed(),
                        rounded.roundingSeed(),
                        rounded.trained().outcome()));
    }

    /** Forgets the updates of a round that is over. */
    synchronized void forget(Digest announcement) {
        masked.remove(announcement);
    }
}
