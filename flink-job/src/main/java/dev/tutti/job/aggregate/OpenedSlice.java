package dev.tutti.job.aggregate;

/**
 * The mean update of one slice of one cohort, on its way to its part of the model.
 *
 * @param population population of the round
 * @param cohort announcement hash, hex
 * @param slice slice, 0-based
 * @param meanDelta Σw·Δ / Σw for the slice's parameters
 * @param weight Σw, by which it counts beside the round's other sub-cohorts
 */
public record OpenedSlice(String population, String cohort, int slice, float[] meanDelta, long weight) {}
