package dev.tutti.simulator;

import dev.tutti.device.train.Trainer;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.simulator.cluster.RoundObserver;
import dev.tutti.simulator.cluster.WholeRound;
import dev.tutti.simulator.fleet.Fleet;
import dev.tutti.simulator.workload.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A task under way, wherever its job runs: the fleet that takes part, and what the job says to the world.
 *
 * @param workload what is learned
 * @param trainer trains and evaluates it
 * @param fleet who takes part
 * @param observer reads what the job says
 * @param artifacts where published sums and models lie
 * @param longestRound from an announcement to its outcome when every phase takes all it may
 * @param ended why the job has ended, once it has
 */
record RunningTask(
        Workload workload,
        Trainer trainer,
        Fleet fleet,
        RoundObserver observer,
        Path artifacts,
        Duration longestRound,
        Supplier<Optional<String>> ended) {
    private static final Duration MARGIN = Duration.ofSeconds(60);
    /** Receipts leave with the report; after this long without them, a device's reason is that it is still busy. */
    private static final Duration SETTLE = Duration.ofSeconds(3);

    /**
     * Waits for the next round that is over.
     *
     * @param tick called several times a second meanwhile
     * @throws TuttiException when the job ended, or no round was over within the longest a round may take
     */
    WholeRound next(RoundWait.Tick tick) throws TuttiException {
        return next(any -> true, tick);
    }

    /**
     * Waits for the next of some rounds. Others that are over meanwhile are skipped, and give it no more time.
     *
     * @param wanted which rounds
     * @param tick called several times a second meanwhile
     * @throws TuttiException when the job ended, or no such round was over within the longest a round may take
     */
    WholeRound next(Predicate<WholeRound> wanted, RoundWait.Tick tick) throws TuttiException {
        Duration most = longestRound.plus(MARGIN);
        try {
            Optional<WholeRound> round = new RoundWait<>(observer::next, most, System::nanoTime).first(wanted, () -> {
                requireRunning();
                tick.run();
            });
            if (round.isPresent()) {
                settle(round.get());
                return round.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TuttiException(TuttiError.TIMED_OUT, "interrupted while waiting for a round", e);
        }
        throw new TuttiException(
                TuttiError.TIMED_OUT, "expected a round to be over within " + most.toSeconds() + " s, none was");
    }

    private void requireRunning() throws TuttiException {
        Optional<String> reason = ended.get();
        if (reason.isPresent()) {
            throw new TuttiException(TuttiError.JOB_FAILED, "the job ended before its rounds: " + reason.get());
        }
    }

    private void settle(WholeRound round) throws InterruptedException {
        long number = round.number();
        // Of a round before its time the fleet knows nothing, and never will.
        if (fleet.announced(number) > 0) {
            fleet.settle(number, SETTLE);
        }
    }

    /** The weights of a model version, as published. */
    float[] model(ModelPublished version) throws TuttiException {
        float[] weights = new float[workload.plan().getDimension()];
        FloatBuffer whole = FloatBuffer.wrap(weights);
        try {
            for (String slice : version.getSlicePaths()) {
                whole.put(ByteBuffer.wrap(Files.readAllBytes(artifacts.resolve(slice)))
                        .asFloatBuffer());
            }
        } catch (IOException e) {
            throw new TuttiException(TuttiError.JOB_FAILED, "a published model cannot be read: " + e.getMessage(), e);
        }
        return weights;
    }
}
