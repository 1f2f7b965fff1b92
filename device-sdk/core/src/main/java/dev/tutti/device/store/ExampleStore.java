package dev.tutti.device.store;

import dev.tutti.device.train.Example;
import java.util.List;

/**
 * This device's examples, as the app keeps them. Read when a training run starts; the client neither copies nor keeps
 * them.
 */
public interface ExampleStore {
    /**
     * Examples to train on. Empty means that the device has nothing to contribute now.
     *
     * @return examples in a stable order (the trainer shuffles with its own seed)
     */
    List<Example> training();

    /**
     * Examples never trained on: the received model is evaluated on them. At most 127 are used.
     *
     * @return examples, disjoint from {@link #training()}; may be empty
     */
    List<Example> heldOut();
}
