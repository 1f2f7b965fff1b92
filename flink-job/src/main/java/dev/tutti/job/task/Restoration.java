package dev.tutti.job.task;

import java.util.List;

/**
 * The planner passes a ROLLBACK order on: the judge makes the named model the newest version.
 *
 * @param population population
 * @param order SHA-256 of the order's canonical text, hex: it stands where a round's announcement hash would
 * @param task the task as text; see {@link dev.tutti.job.config.TaskText}
 * @param slicePaths slices of the model to restore
 * @param sliceDigests SHA-256 of each, hex
 */
public record Restoration(
        String population, String order, String task, List<String> slicePaths, List<String> sliceDigests) {
    /** Carries an order's model. */
    public static Restoration of(String population, String order, String task, RestoredModel model) {
        return new Restoration(population, order, task, model.slicePaths(), model.sliceDigests());
    }
}
