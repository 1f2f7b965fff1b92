package dev.tutti.simulator.workload;

import dev.tutti.device.store.ExampleStore;
import dev.tutti.device.train.Example;
import java.util.List;

/**
 * One device's examples, held in memory.
 *
 * @param training examples to train on, at least one
 * @param heldOut examples never trained on; at most {@value #MAX_HELD_OUT}
 */
public record LocalExamples(List<Example> training, List<Example> heldOut) implements ExampleStore {
    /** More held-out examples than this would not be counted. */
    public static final int MAX_HELD_OUT = 127;

    /** Copies both lists; refuses a device with nothing to train on. */
    public LocalExamples {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        if (training.isEmpty() || heldOut.size() > MAX_HELD_OUT) {
            throw new IllegalArgumentException("examples: expected at least 1 to train on and at most " + MAX_HELD_OUT
                    + " held out, got " + training.size() + " and " + heldOut.size());
        }
    }
}
