package dev.tutti.simulator.workload;

import dev.tutti.device.train.Example;
import java.util.List;

/**
 * Examples that no device trains on, to score models with.
 *
 * @param whose what they are, for a person: completes "on 960 …"
 * @param examples at least one
 */
public record Unseen(String whose, List<Example> examples) {
    /** Copies the list; refuses an empty one. */
    public Unseen {
        examples = List.copyOf(examples);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("unseen: expected at least 1 example, got none");
        }
    }
}
